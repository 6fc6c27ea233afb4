package dev.busway.bus.transport;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.message.Message;
import io.vertx.core.Completable;
import io.vertx.core.Future;

/**
 * Takes what a transport brings. Never throws, its future never fails and always completes. By the outcome the transport
 * acknowledges: everything but {@link Outcome.Refused} with a kind that may succeed later is final.
 */
@FunctionalInterface
public interface Receiver {
    Future<Outcome> receive(Message message);

    /** As {@link #receive(Message)} for who needs no future: {@code told} hears the outcome once, on any thread, maybe at once. */
    default void receive(Message message, Completable<Outcome> told) {
        receive(message).onComplete(told);
    }

    /** The group's name, by which its answers are signed where many may answer; empty for a receiver that is no group. */
    default String group() {
        return "";
    }

    /**
     * Hears that a message's tries are used up, when its dead letter is durable and before it is acknowledged: what waits for its
     * answer is to be told. Called again when it fails.
     */
    default Future<Void> giveUp(Message message, Problem problem) {
        return Future.succeededFuture();
    }
}
