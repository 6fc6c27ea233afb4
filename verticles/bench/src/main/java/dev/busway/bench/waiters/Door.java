package dev.busway.bench.waiters;

import io.vertx.core.Future;

/** One way to wait for an operation from outside. */
interface Door {
    /** Begins to wait for the operation with this id. */
    Watch watch(String id);

    /**
     * Somebody who waits.
     *
     * @param stands completes when the node has the call, or says so
     * @param told when it was told of the end, by the clock of {@link System#nanoTime}; fails when it was told anything else
     */
    record Watch(Future<?> stands, Future<Long> told) {}
}
