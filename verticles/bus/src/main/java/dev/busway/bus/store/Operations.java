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
}
