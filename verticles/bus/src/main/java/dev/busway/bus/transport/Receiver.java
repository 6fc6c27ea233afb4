package dev.busway.bus.transport;

import dev.busway.bus.Outcome;
import dev.busway.message.Message;
import io.vertx.core.Future;

/**
 * Takes what a transport brings. Never throws, its future never fails and always completes. By the outcome the transport
 * acknowledges: everything but {@link Outcome.Refused} with a kind that may succeed later is final.
 */
@FunctionalInterface
public interface Receiver {
    Future<Outcome> receive(Message message);
}
