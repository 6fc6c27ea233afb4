package dev.busway.bus.transport;

import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.codec.cloudevents.Rfc3339;
import dev.busway.config.Durations;

/** Where in a channel's history a group begins. */
public sealed interface Position {
    /** At the oldest message that is kept. */
    record Beginning() implements Position {}

    /** Behind the newest message. */
    record End() implements Position {}

    /** In every shard at this offset; where a shard does not reach so far, at its nearest end. */
    record Offset(long offset) implements Position {}

    /** At the first message that the broker took then or later; milliseconds since 1970. */
    record Time(long millis) implements Position {}

    /**
     * Reads {@code beginning}, {@code end}, {@code offset:42}, {@code time:2026-01-31T12:00:00Z} or how long ago: {@code -1h}.
     *
     * @throws ProblemException INVALID with the five forms
     */
    static Position parse(String text) {
        String form = text.trim();
        try {
            if (form.equals("beginning")) {
                return new Beginning();
            }
            if (form.equals("end")) {
                return new End();
            }
            if (form.startsWith("offset:")) {
                return new Offset(offset(form.substring("offset:".length())));
            }
            if (form.startsWith("time:")) {
                return new Time(Rfc3339.parse(form.substring("time:".length())));
            }
        } catch (IllegalArgumentException wrong) {
            throw wrong(text);
        }
        return Durations.parse(form.startsWith("-") ? form.substring(1) : "")
                .map(ago -> new Time(System.currentTimeMillis() - ago.toMillis()))
                .orElseThrow(() -> wrong(text));
    }

    private static long offset(String digits) {
        long offset = Long.parseLong(digits);
        if (offset < 0) {
            throw new NumberFormatException(digits);
        }
        return offset;
    }

    private static ProblemException wrong(String text) {
        String shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
        return new ProblemException(
                Kind.INVALID,
                "No group can begin at '" + shown + "'.",
                "Say beginning, end, offset:42, time:2026-01-31T12:00:00Z, or how long ago: -1h.");
    }
}
