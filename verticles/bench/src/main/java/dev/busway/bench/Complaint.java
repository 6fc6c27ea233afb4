package dev.busway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** A run that broke, told in a sentence: what, why, and how to mend it. */
final class Complaint {
    /** In the environment: shows where in the code it broke, too. */
    static final String TRACE = "BUSWAY_BENCH_TRACE";

    private Complaint() {}

    static String of(String bench, Throwable failure) {
        List<String> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String said = said(cause);
            boolean wraps = cause instanceof ExecutionException || cause instanceof CompletionException;
            // Many say again what their cause said.
            if (!wraps && causes.stream().noneMatch(earlier -> earlier.contains(said))) {
                causes.add(said);
            }
        }
        String why = String.join(" Because: ", causes);
        return "bench " + bench + ": " + why
                + (why.contains("Mend:")
                        ? ""
                        : " Mend: see what the servers said above; with " + TRACE
                                + "=1 in the environment it is also told where it broke.");
    }

    private static String said(Throwable failure) {
        String message = failure.getMessage();
        String told = message == null || message.isBlank() ? failure.getClass().getSimpleName() : message.strip();
        return told.endsWith(".") ? told : told + ".";
    }
}
