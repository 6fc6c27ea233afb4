package dev.busway.postgres;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why the log is not read, and when it is tried again. Used on the relay's context alone. */
final class LogPause {
    static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Duration pause = FIRST;
    private long until = System.nanoTime();
    private @Nullable String why;
    private @Nullable String said;

    @Nullable
    String why() {
        return why;
    }

    boolean over() {
        return System.nanoTime() >= until;
    }

    /** It is not known to be anything that needs a mend: soon again. */
    void shortly() {
        until = System.nanoTime() + FIRST.toNanos();
    }

    /** Twice as long each time. Says it once, until there is something else to say. */
    void failed(String reason) {
        why = reason;
        until = System.nanoTime() + pause.toNanos();
        if (!reason.equals(said)) {
            said = reason;
            Failures.LOG
                    .atError()
                    .addKeyValue("cause", reason)
                    .addKeyValue("again_in_ms", pause.toMillis())
                    .log("the log is not read, the table is");
        }
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }

    /** It is read, or not wanted. */
    void forget() {
        pause = FIRST;
        why = null;
        said = null;
    }
}
