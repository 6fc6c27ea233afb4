package dev.busway.rabbitmq;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * When a link tries to connect: at once at first and after a connection that lasted, then with waits that double up to a bound,
 * each shortened by up to half at random, so that the nodes of a cluster do not all come back at once. Of one thread.
 */
final class Retries {
    private static final long FIRST_WAIT_MILLIS = 50;
    private static final int MOST_DOUBLINGS = 12;
    /** A connection that lasted so long was a good one: the next is tried at once. */
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final long longestWaitMillis;
    private final long giveUpNanos;
    private long nextTryNanos = System.nanoTime();
    private long connectedNanos;
    private int failures;

    /** @param patience for the first connection */
    Retries(Duration patience, long longestWaitMillis) {
        this.giveUpNanos = System.nanoTime() + patience.toNanos();
        this.longestWaitMillis = longestWaitMillis;
    }

    boolean isDue() {
        return nanosLeft() <= 0;
    }

    /** Until the next try; negative when it is overdue. */
    long nanosLeft() {
        return nextTryNanos - System.nanoTime();
    }

    /** Whether the first connection has taken too long. */
    boolean isTooLate() {
        return System.nanoTime() - giveUpNanos >= 0;
    }

    /** Whether this is not the first try in a row. */
    boolean connected() {
        connectedNanos = System.nanoTime();
        return failures > 0;
    }

    /** How long the link waits now, in milliseconds. */
    long failed() {
        long millis = nextWaitMillis();
        failures++;
        nextTryNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        return millis;
    }

    void lost() {
        if (System.nanoTime() - connectedNanos > SETTLED_NANOS) {
            failures = 0;
        }
        nextTryNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(failures == 0 ? 0 : nextWaitMillis());
        failures++;
    }

    private long nextWaitMillis() {
        long longest = Math.min(FIRST_WAIT_MILLIS << Math.min(failures, MOST_DOUBLINGS), longestWaitMillis);
        return longest - ThreadLocalRandom.current().nextLong(longest / 2 + 1);
    }
}
