package dev.busway.node;

import dev.busway.bus.ProblemException;
import dev.busway.config.ConfigException;
import dev.busway.contract.ContractException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Why a command ended badly, told to people.
 *
 * @param exitCode {@link #WRONG_INPUT} where the author of a file or a call must mend something, else {@link #FAILED}
 * @param lines cause and mend; a contract's faults are a line each
 */
public record Failure(int exitCode, List<String> lines) {
    public static final int FAILED = 1;
    public static final int WRONG_INPUT = 2;

    public static Failure of(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        if (cause instanceof ContractException contract) {
            return new Failure(
                    WRONG_INPUT,
                    contract.faults().stream().map(Object::toString).toList());
        }
        return new Failure(cause instanceof ConfigException ? WRONG_INPUT : FAILED, List.of(sentence(cause)));
    }

    /** What a failure says of itself; its class where it says nothing. */
    public static String sentence(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        if (cause instanceof ProblemException refused) {
            return (refused.problem().cause() + " " + refused.problem().mend()).trim();
        }
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause.toString();
        }
        boolean known = cause instanceof ConfigException || cause instanceof StartException;
        return known ? message : cause.getClass().getSimpleName() + ": " + message;
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable inner = thrown;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
