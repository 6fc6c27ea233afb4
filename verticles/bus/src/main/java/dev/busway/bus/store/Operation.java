package dev.busway.bus.store;

import dev.busway.bus.Problem;
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
 */
public record Operation(
        String id,
        String channel,
        State state,
        Optional<Message> reply,
        Optional<Problem> problem,
        Instant created,
        Instant updated) {

    /** How far it is. */
    public enum State {
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
