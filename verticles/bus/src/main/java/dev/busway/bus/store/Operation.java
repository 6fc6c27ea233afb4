package dev.busway.bus.store;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.message.Message;
import java.time.Instant;
import java.util.Optional;

/**
 * One operation as its row says.
 *
 * @param id the id of the message
 * @param channel address of the channel that took it
 * @param reply the answer, when it is finished and had one
 * @param problem why it was refused, when it was
 * @param due when its message goes, while it is scheduled
 */
public record Operation(
        String id,
        String channel,
        State state,
        Optional<Message> reply,
        Optional<Problem> problem,
        Instant created,
        Instant updated,
        Optional<Instant> due) {

    /** What an operation that was taken back is refused with. */
    public static final Problem CANCELLED = Problem.of(
            Kind.CONFLICT,
            "The operation was cancelled before it was handled.",
            "Send the message with a new id if it is wanted after all.");

    /** Whether it was taken back before anybody handled it. */
    public boolean cancelled() {
        return problem.filter(
                        why -> why.kind() == CANCELLED.kind() && why.cause().equals(CANCELLED.cause()))
                .isPresent();
    }

    /** How far it is. */
    public enum State {
        /** Durable, and not due yet. */
        SCHEDULED,
        /** Durable, not handled yet. */
        ACCEPTED,
        /** Handled, the answer comes with a later message. */
        WORKING,
        /** Handled and answered. */
        FINISHED,
        /** Refused for good. */
        REFUSED;

        public boolean terminal() {
            return this == FINISHED || this == REFUSED;
        }
    }
}
