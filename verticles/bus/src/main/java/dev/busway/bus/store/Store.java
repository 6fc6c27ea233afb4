package dev.busway.bus.store;

import dev.busway.bus.Bus;
import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Sql;
import dev.busway.bus.transport.Mail;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * The durable side of handling: inbox, outbox and operations in one database. One per node, found by
 * {@link java.util.ServiceLoader}. Safe on any thread; no call blocks; futures of the styles never fail.
 *
 * <p><b>The inbox row is the operation</b>: one row per (group, message id) with state, stored reply and expiry.
 */
public interface Store {
    /** Its word, and the name of its section of the configuration. */
    String name();

    /** Connects and brings the schema up to date; fails with cause and mend. */
    Future<Void> open(StoreContext context);

    /** Starts what runs beside handling, with the bus open: the relay, the listeners. */
    Future<Void> start(Bus bus);

    /**
     * Handles a message so that its effect happens once: inbox row, handler, outgoing messages and stored reply in one
     * transaction; outgoing messages are sent before the outcome is told.
     *
     * @return Delivered or Replied when done now, Accepted when the handler answers later, Repeated when it was done before
     *     (with the first answer; what an earlier run left unsent is sent), Refused: CONFLICT for the same id with another
     *     body, else why the handler refused. A refusal of a kind that never succeeds is stored as the answer.
     */
    Future<Outcome> handle(ChannelSpec channel, String group, Message message, MessageHandler handler);

    /**
     * Ends the operation of a message whose tries are used up: whoever asks for its answer gets the problem, and so does the channel
     * in its {@code replyTo}. Delivered once more, as by a replay of its dead letter, the message is handled again. What has ended
     * already stays as it is.
     */
    Future<Void> giveUp(ChannelSpec channel, String group, Message message, Problem problem);

    /**
     * Takes a message of a caller outside a handler: the accepted operation and the outgoing message in one transaction.
     *
     * @return Accepted, also for a repeat that is not finished; Repeated with the answer for one that is; Refused
     */
    Future<Outcome> accept(ChannelSpec channel, Message message);

    /** Puts a message into the outbox in a transaction of its own; Delivered when it is durable. */
    Future<Outcome> enqueue(ChannelSpec channel, Message message);

    Operations operations();

    /** Where messages wait for groups when no broker keeps them; empty where this store keeps none. There as soon as the store is open. */
    default Optional<Mail> mail() {
        return Optional.empty();
    }

    /** The database outside a unit of work: each statement commits by itself. What queries read by. */
    default Sql sql() {
        throw new UnsupportedOperationException("the store " + name() + " gives no statements outside a unit of work");
    }

    /** What publishes the messages that wait here; empty where nothing does. */
    default Optional<Relay> relay() {
        return Optional.empty();
    }

    /** What it keeps of other services' data; empty where that is nothing. */
    default Optional<ReplicaDesk> replicas() {
        return Optional.empty();
    }

    /** What should be looked at before it becomes trouble, a sentence each, with its mend; the health probes tell it. Answers at once. */
    default List<String> warnings() {
        return List.of();
    }

    /** Ends the relay and the listeners; what is in flight ends first. */
    Future<Void> drain();

    Future<Void> close();
}
