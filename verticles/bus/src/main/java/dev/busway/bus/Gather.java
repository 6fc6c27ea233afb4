package dev.busway.bus;

import java.time.Duration;

/**
 * When a {@code gather} has enough answers.
 *
 * @param atMost enough answers; {@link Integer#MAX_VALUE}: as many as come
 * @param atLeast fewer than these at the end make it a TIMEOUT
 * @param within the longest wait
 */
public record Gather(int atMost, int atLeast, Duration within) {
    public static final Duration DEFAULT_WAIT = Duration.ofSeconds(2);

    /** The first {@code n} answers; fewer are not enough. */
    public static Gather first(int n) {
        return new Gather(n, n, DEFAULT_WAIT);
    }

    /** An answer of every group that is known when the question is asked, or as many as came in time. */
    public static Gather all() {
        return new Gather(Integer.MAX_VALUE, 0, DEFAULT_WAIT);
    }

    public Gather within(Duration wait) {
        return new Gather(atMost, atLeast, wait);
    }
}
