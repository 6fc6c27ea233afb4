package dev.busway.postgres;

import java.time.Duration;

/** How long one handler takes, and so how many of its messages may share a transaction. Written by its own thread. */
final class Pace {
    /** More than these gain nothing, and each holds its locks until the last has ended. */
    static final int MOST = 32;
    /** How long the messages of one transaction may hold each other up, as far as one can know before. */
    static final Duration TOGETHER = Duration.ofMillis(100);
    /** What needs its own transaction is handled alone for so many messages before it is tried again. */
    private static final int ALONE = 1000;

    private volatile long nanos;
    private volatile int alone;

    /** One handler took so long: slower is believed at once, faster bit by bit. */
    void took(long took) {
        long known = nanos;
        nanos = took >= known ? took : known - (known - took) / 8;
        int left = alone;
        if (left > 0) {
            alone = left - 1;
        }
    }

    /** This handler does what others of its transaction would feel. */
    void apart() {
        alone = ALONE;
    }

    /** How many may share; one where nothing is known yet. */
    int most() {
        long each = nanos;
        return each == 0 || alone > 0 ? 1 : (int) Math.max(1, Math.min(MOST, TOGETHER.toNanos() / each));
    }
}
