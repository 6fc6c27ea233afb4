package dev.busway.bus;

import dev.busway.message.Message;
import io.vertx.core.Future;

/**
 * The unit of work of one message: on an effectively-once channel the one transaction that holds the handler's SQL, the inbox
 * row, the outgoing messages and the stored reply. Belongs to one call of one handler; dead once its future has completed.
 */
public interface Work {
    /**
     * A narrow view of the transaction: it can neither begin, commit nor close.
     *
     * @throws IllegalStateException on a channel that is not effectively-once: it has no transaction
     */
    Sql sql();

    /** Sends with the transaction: durable at its commit, sent straight after; at once where there is no transaction. */
    Future<Void> send(String channel, Message message);

    /** Publishes with the transaction: durable at its commit, sent straight after; at once where there is none. */
    Future<Void> publish(String channel, Message message);

    /**
     * Says that this handler does not answer the operation itself: a later message's handler will, by
     * {@link #answer(String, String, Message)}. What the handler's future holds is then no reply.
     *
     * @throws IllegalStateException on a channel that is not effectively-once
     */
    void answerLater();

    /**
     * Answers an operation that an earlier handler left open by {@link #answerLater()}, in this transaction. Answering one that
     * is answered already does nothing.
     *
     * @param channel the channel that took the operation's message
     * @param operation its id
     * @throws IllegalStateException on a channel that is not effectively-once
     */
    Future<Void> answer(String channel, String operation, Message reply);
}
