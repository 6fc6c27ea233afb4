package dev.busway.bus.service;

/**
 * How many calls may be repeated: a share of the calls, with a few at hand for a service that is called seldom. So when all fail, they
 * are at most by that share more. Safe on any thread.
 */
final class RetryBudget {
    /** At hand from the start, and saved at most. */
    private static final double MOST = 10;

    private final double share;
    private double tokens = MOST;

    RetryBudget(double share) {
        this.share = share;
    }

    synchronized void called() {
        tokens = Math.min(MOST, tokens + share);
    }

    /** Whether one more may be sent; it then counts. */
    synchronized boolean take() {
        if (share == 0 || tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
