package dev.busway.bus.deadletter;

import dev.busway.bus.transport.DeadLetter;
import dev.busway.message.Message;
import java.util.Optional;

/**
 * A letter without its payload.
 *
 * @param id the letter's
 * @param message id of the message; empty where it is none
 * @param key of the message
 */
public record LetterRef(
        String id,
        String channel,
        String group,
        Optional<String> message,
        Optional<String> key,
        String reason,
        int attempts) {
    static LetterRef of(DeadLetter letter) {
        return new LetterRef(
                letter.id(),
                letter.channel(),
                letter.group(),
                letter.message().map(Message::id),
                letter.key(),
                letter.reason(),
                letter.attempts());
    }
}
