package dev.busway.contract;

import java.time.Duration;

/**
 * How often and how fast a failed message is tried again.
 *
 * @param attempts tries in all, the first one included, 1 to 100
 * @param initial wait before the second try, 1 ms to 1 h; doubles with each further try
 * @param max longest wait between two tries, 1 ms to 1 h
 */
public record Retry(int attempts, Duration initial, Duration max) {
    public static final Retry DEFAULTS = new Retry(5, Duration.ofMillis(100), Duration.ofSeconds(10));

    /** The wait before try number {@code attempt} (2 is the first repeat), with no jitter. */
    public Duration before(int attempt) {
        long millis = initial.toMillis() << Math.min(Math.max(attempt - 2, 0), 20);
        return millis < 0 || millis > max.toMillis() ? max : Duration.ofMillis(millis);
    }
}
