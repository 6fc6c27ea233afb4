package dev.busway.bus.gateway;

import io.vertx.core.Future;
import java.util.Optional;

/**
 * Lets outsiders in: decodes what comes into one message, calls the channel, encodes the outcome. One per node, found by
 * {@link java.util.ServiceLoader}. Every {@link dev.busway.bus.Problem.Kind} has its own answer at the door; nothing that a
 * client does makes the gateway hold more memory than its named bounds.
 */
public interface Gateway {
    /** Its word, and the name of its section of the configuration. */
    String name();

    /** Opens the door; fails with cause and mend (port taken, ...). Called when the bus is open. */
    Future<Void> open(GatewayContext context);

    /** Where clients reach it once it is open, as {@code http://127.0.0.1:8080}; what the node's ready line tells. */
    default Optional<String> url() {
        return Optional.empty();
    }

    /** Lets nobody new in; completes when what is in flight has been answered, or after the context's drain time. */
    Future<Void> drain();

    /** Closes everything. A second call does nothing. */
    Future<Void> close();
}
