package dev.busway.bus.store;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Reads operations: what became of a message that was answered with <i>accepted</i>. Safe on any thread. */
public interface Operations {
    /** The operation with this id, whichever channel took it; fails where the database cannot be asked. */
    Future<Optional<Operation>> find(String id);

    /**
     * The operation once it is finished, or as it is after {@code wait}; woken by the commit on whichever node, not by polling.
     *
     * @param wait 0 to 60 s
     */
    Future<Optional<Operation>> await(String id, Duration wait);

    /**
     * Takes back a message that nobody handles yet, due or not: its operation is refused with CONFLICT, who waits is told, and what
     * a transport still brings of it is not handled.
     *
     * @return the operation as it is then: with what it came to where that was too late; empty where there is none
     */
    default Future<Optional<Operation>> cancel(String id) {
        return Future.failedFuture(new UnsupportedOperationException("this store cancels no operations"));
    }
}
