package dev.busway.bus.breaker;

/**
 * How a breaker stands at one moment, and what it has seen since it was made.
 *
 * @param calls in the window; while it is half-open, of the probes that ended
 * @param failed of them
 * @param slow of them
 * @param leftNanos how long calls are still refused; 0 where they are not
 * @param seen all that it saw
 */
public record Standing(BreakerState state, Mode mode, int calls, int failed, int slow, long leftNanos, Seen seen) {

    /**
     * Calls by what they told.
     *
     * @param slow of those healthy or failed
     * @param uncounted that said nothing about the target's health
     * @param late whose result came when the state had changed already
     * @param refused that were not tried
     */
    public record Seen(long healthy, long failed, long slow, long uncounted, long late, long refused) {}
}
