package dev.busway.bus;

import dev.busway.message.Message;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of one message, inside the house: a value, so that every door must map every kind. */
public sealed interface Outcome {
    /** Taken, with nothing to answer: handled, or durable at the broker, as the channel's delivery says. */
    record Delivered() implements Outcome {
        public static final Delivered DELIVERED = new Delivered();
    }

    /** Handled and answered. */
    record Replied(Message reply) implements Outcome {}

    /**
     * The answers to one {@code gather}; each says by its group's name whose it is.
     *
     * @param replies in the order in which they came
     * @param refusals what those who refused said
     * @param silent who is known and did not answer
     */
    record Gathered(List<Reply> replies, List<Refusal> refusals, Set<String> silent) implements Outcome {
        /** What one group answered. */
        public record Reply(String from, Message message) {}

        /** What one group refused by. */
        public record Refusal(String from, Problem problem) {}

        /** The replies alone. */
        public List<Message> messages() {
            return replies.stream().map(Reply::message).toList();
        }
    }

    /**
     * Taken and durable; the answer comes later.
     *
     * @param operation its id: the id of the message
     */
    record Accepted(String operation) implements Outcome {}

    /** Seen before: nothing was done again, and that is success. */
    record Repeated(@Nullable Message reply) implements Outcome {}

    record Refused(Problem problem) implements Outcome {}

    static Outcome delivered() {
        return Delivered.DELIVERED;
    }

    static Outcome refused(Problem.Kind kind, String cause, String mend) {
        return new Refused(Problem.of(kind, cause, mend));
    }

    static Outcome refused(Throwable failure) {
        return new Refused(Problem.of(failure));
    }

    /** The problem, where it was refused. */
    default @Nullable Problem problem() {
        return this instanceof Refused refused ? refused.problem() : null;
    }
}
