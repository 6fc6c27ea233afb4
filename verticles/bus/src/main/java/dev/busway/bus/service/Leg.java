package dev.busway.bus.service;

import java.time.Duration;

/**
 * How one call is sent to one instance: what another protocol implements to be balanced, repeated and hedged as calls by HTTP are. Safe on
 * any thread; must not throw.
 *
 * @param <A> its answer
 */
public interface Leg<A> {
    /** What an answer says of the instance that gave it. */
    enum Standing {
        WELL,
        FAILED,
        /** It failed, and another instance may do better. */
        ELSEWHERE
    }

    /** Sends it, while there is so much time {@code left}. */
    Sent<A> send(Target target, Duration left);

    Standing standing(A answer);

    /** Nobody takes this answer. */
    void drop(A answer);
}
