package dev.busway.bus.service;

import java.time.Duration;

/**
 * How one call is sent to one instance. Safe on any thread.
 *
 * @param <A> its answer
 */
interface Leg<A> {
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
