package dev.busway.contract;

import java.time.Duration;

/**
 * How often and how fast a failed message is tried again, and what waits when its tries are used up.
 *
 * @param attempts tries in all, the first one included, 1 to 100
 * @param initial wait before the second try, 1 ms to 1 h; doubles with each further try
 * @param max longest wait between two tries, 1 ms to 1 h
 * @param park what goes to the dead letters with a message that has a key
 */
public record Retry(int attempts, Duration initial, Duration max, Park park) {
    public static final Retry DEFAULTS = new Retry(5, Duration.ofMillis(100), Duration.ofSeconds(10));

    /** What goes to the dead letters when a message's tries are used up. */
    public enum Park {
        /** The message, and behind it, in order, whatever comes of its key until it is replayed or dropped. */
        SEQUENCE("sequence"),
        /** The message alone; the next one of its key is handled as if it had never been. */
        MESSAGE("message");

        private final String word;

        Park(String word) {
            this.word = word;
        }

        /** As contracts write it. */
        public String word() {
            return word;
        }
    }

    /** Parks sequences. */
    public Retry(int attempts, Duration initial, Duration max) {
        this(attempts, initial, max, Park.SEQUENCE);
    }

    /** The wait before try number {@code attempt} (2 is the first repeat), with no jitter. */
    public Duration before(int attempt) {
        long millis = initial.toMillis() << Math.min(Math.max(attempt - 2, 0), 20);
        return millis < 0 || millis > max.toMillis() ? max : Duration.ofMillis(millis);
    }
}
