package dev.busway.bus.transport.broker;

import dev.busway.contract.Retry;
import java.util.random.RandomGenerator;

/** Waits between tries: doubling, with half of each wait drawn by lot, so that what failed together does not return together. */
public final class Backoff {
    private final Retry retry;
    private final RandomGenerator lot;

    public Backoff(Retry retry, RandomGenerator lot) {
        this.retry = retry;
        this.lot = lot;
    }

    /** The wait after this many failed tries, in milliseconds, at least 1. */
    public long millisAfter(int tries) {
        long longest = Math.max(retry.before(tries + 1).toMillis(), 1);
        return Math.max(longest - lot.nextLong(longest / 2 + 1), 1);
    }
}
