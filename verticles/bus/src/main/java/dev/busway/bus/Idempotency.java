package dev.busway.bus;

import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * What makes repeats harmless to a handler that wants no database of the platform's: an author's own memory of what was handled,
 * in whatever store the effect goes to. An at-least-once channel brings a message again after a crash or a lost acknowledgement;
 * {@link #guard} then gives the first answer and does not call the handler.
 *
 * <p>The effect and {@link #done} are two steps: a crash between them means that the handler is called again. Where both go to one
 * store, let the handler write both at once and let {@code done} do nothing. Called on the handler's context.
 */
public interface Idempotency {
    /**
     * What is known of a message that was handled.
     *
     * @param digest of its type and payload: the same id with another one is a conflict
     * @param reply the first answer, if there was one
     */
    record Done(String digest, Optional<Message> reply) {}

    /** What was kept of this message, by its id; empty for one that is new. A failure refuses the message; it comes again. */
    Future<Optional<Done>> seen(Message message);

    /** Keeps that it was handled. A failure refuses the message, and it comes again although its effect is there. */
    Future<Void> done(Message message, Done done);

    /**
     * Calls the handler for messages that are new; a repeat gets the first answer, and the same id with another body is refused with
     * CONFLICT. Repeats that come at the same time, to this node, wait for the first one.
     */
    static MessageHandler guard(Idempotency memory, MessageHandler handler) {
        return new IdempotentHandler(memory, handler);
    }
}
