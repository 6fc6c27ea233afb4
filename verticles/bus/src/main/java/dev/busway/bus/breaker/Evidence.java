package dev.busway.bus.breaker;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;

/** What the end of one call tells of its target's health. */
public enum Evidence {
    /** It did what it was asked for. */
    HEALTHY,
    /** It could not. */
    FAILING,
    /** It answered that the message itself will not do: alive, so a probe may pass by it; left out of every rate. */
    ALIVE,
    /** Nothing. */
    NONE;

    /**
     * Weighs one outcome.
     *
     * @param tookNanos from the call to its outcome
     * @param patienceNanos how long a target must have had, for its silence to tell anything
     */
    public static Evidence of(Outcome outcome, long tookNanos, long patienceNanos) {
        Problem problem = outcome.problem();
        return problem == null ? HEALTHY : of(problem.kind(), tookNanos >= patienceNanos ? FAILING : NONE);
    }

    private static Evidence of(Problem.Kind kind, Evidence silence) {
        return switch (kind) {
            case BROKEN, NO_HANDLER, BUSY -> FAILING;
            case TIMEOUT -> silence;
            // CIRCUIT_OPEN comes from a circuit behind the target: were it counted, one dead service would open every
            // circuit
            // on the way to it, and the waits would add up.
            case INVALID, UNAUTHENTICATED, FORBIDDEN, UNKNOWN_CHANNEL, NOT_FOUND, CONFLICT, TOO_LARGE, CIRCUIT_OPEN ->
                ALIVE;
        };
    }
}
