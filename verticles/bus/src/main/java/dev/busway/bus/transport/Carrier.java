package dev.busway.bus.transport;

import dev.busway.bus.Gather;
import dev.busway.bus.Outcome;
import dev.busway.bus.Registration;
import dev.busway.bus.registry.Responders;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * One channel on one transport. Safe on any thread. The futures of the four styles never fail: what goes wrong is
 * {@link Outcome.Refused}, before the message's deadline ({@link Message#deadlineMillis()}; none means the carrier's own bound).
 */
public interface Carrier {
    /** To one handler of the channel's group; done when handled (brokerless) or durable at the broker. */
    Future<Outcome> send(Message message);

    /** To one handler of every group. */
    Future<Outcome> publish(Message message);

    /** To one handler of the channel's group, and its answer. */
    Future<Outcome> request(Message message);

    /**
     * To one handler of every group, and their answers: {@link Outcome.Gathered}, or refused: TIMEOUT when the rule is not met,
     * INVALID where the transport cannot.
     *
     * @param known who can answer, as far as this node knows
     */
    Future<Outcome> gather(Message message, Gather rule, Responders known);

    /**
     * Takes this node's share of a group's messages. One call per group and node: the bus spreads over instances itself.
     *
     * @return completes when the subscription is known wherever senders are; fails where the transport cannot be reached
     */
    Future<Registration> subscribe(String group, Receiver receiver);

    /** Sees a copy of every message of a publish-subscribe channel from now on, with no guarantee: what streams are fed by. */
    Future<Registration> tap(Receiver receiver);

    /** The letters of the channel's dead-letter address; empty where it has none, or the transport cannot look at them. */
    default Optional<DeadLetterBox> deadLetters() {
        return Optional.empty();
    }

    /** What is kept of the channel after it was handled; empty where the transport keeps nothing. */
    default Optional<History> history() {
        return Optional.empty();
    }
}
