package dev.busway.bus;

import io.vertx.core.Future;

/** One handler's place in a group. */
@FunctionalInterface
public interface Registration {
    /** Takes no new message from now on; completes when what is in flight has ended. A second call does nothing. */
    Future<Void> unregister();
}
