package dev.busway.node.cli;

import dev.busway.config.ConfigException;
import java.time.Duration;

/** How long a caller is willing to wait, from now on. */
final class Wait {
    private static final int LONGEST_SECONDS = 3600;
    /** What a node keeps a connection waiting at most; a longer wait asks again. */
    private static final Duration ONE_TURN = Duration.ofSeconds(20);

    private final Duration whole;
    private final long end;

    private Wait(Duration whole) {
        this.whole = whole;
        this.end = System.nanoTime() + whole.toNanos();
    }

    static Wait seconds(int seconds) {
        if (seconds < 0 || seconds > LONGEST_SECONDS) {
            throw new ConfigException("--wait must be 0 to " + LONGEST_SECONDS + " seconds, was " + seconds);
        }
        return new Wait(Duration.ofSeconds(seconds));
    }

    Duration whole() {
        return whole;
    }

    boolean over() {
        return left().isZero();
    }

    /** What the next turn of asking waits. */
    Duration turn() {
        Duration left = left();
        return left.compareTo(ONE_TURN) < 0 ? left : ONE_TURN;
    }

    /** The header {@code Prefer} of the next turn. */
    String preference() {
        return "wait=" + Math.max(0, turn().plusMillis(999).toSeconds());
    }

    private Duration left() {
        long nanos = end - System.nanoTime();
        return nanos <= 0 ? Duration.ZERO : Duration.ofNanos(nanos);
    }
}
