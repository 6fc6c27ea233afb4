package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;

/** What is done with a message after a try, by its outcome and the channel's promise. */
enum Verdict {
    /** It has ended; who waits for an answer gets it. */
    DONE,
    /** Tried again later. */
    AGAIN,
    /** Tried again later, and that was no try: the reason lies not with the message. */
    LATER,
    /** To the dead letters; who waits for an answer gets the problem. */
    DEAD;

    /** @param tries that this message has had, this one included */
    static Verdict of(ChannelSpec channel, Message message, Outcome outcome, int tries) {
        Problem problem = outcome.problem();
        if (problem == null || channel.delivery() == Delivery.BEST_EFFORT) {
            return DONE;
        }
        boolean answered = message.replyTo().isPresent();
        if (problem.kind().retryable()) {
            if (answered && expired(message)) {
                // It was a request, whose caller has had its TIMEOUT: nobody misses it.
                return DONE;
            }
            if (!problem.kind().counts()) {
                return LATER;
            }
            return tries < channel.retry().attempts() ? AGAIN : DEAD;
        }
        // Where an answer is kept or sent, the caller hears of the refusal; elsewhere only the dead letters tell.
        return answered || channel.delivery() == Delivery.EFFECTIVELY_ONCE ? DONE : DEAD;
    }

    private static boolean expired(Message message) {
        return message.deadlineMillis() != 0 && message.deadlineMillis() <= System.currentTimeMillis();
    }
}
