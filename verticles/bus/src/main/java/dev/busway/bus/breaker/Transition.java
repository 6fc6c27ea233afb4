package dev.busway.bus.breaker;

import java.util.Locale;

/**
 * One change of a breaker's state.
 *
 * @param calls what was weighed: the calls in the window, or the probes that ended
 * @param failed how many of them failed
 * @param slow how many of them were slow
 */
public record Transition(BreakerState from, BreakerState to, Cause cause, int calls, int failed, int slow) {

    /** Why it changed. */
    public enum Cause {
        /** Too many calls failed. */
        FAILURES,
        /** Too many calls were slow. */
        SLOW_CALLS,
        /** The time of refusing is over. */
        WAITED,
        PROBES_FAILED,
        PROBES_PASSED,
        BY_HAND;

        /** As operators and events say it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
