package dev.busway.bus.transport;

import dev.busway.message.Message;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message that could not be handled, or waits behind one of its key that could not.
 *
 * <p>On the wire it is the message with its id, key, payload and trace, and these extensions:
 * <pre>dlqid dlqreason dlqattempts dlqchannel dlqgroup dlqtime dlqbehind?</pre>
 *
 * @param id its own, not the message's: the same message may be given up by two groups, or twice
 * @param channel where it was to be handled; empty where a stranger put the letter there and did not say
 * @param group that could not, as the broker knows it; may be empty as the channel
 * @param reason one sentence, with the code of the problem
 * @param attempts tries that it had; 0 for one that waits behind another
 * @param behind the letter it waits behind; empty for one that failed itself
 * @param buriedMillis when it became a dead letter, since 1970; 0 where not known
 * @param message as it was, without our extensions and without a deadline; empty where a delivery was no message at all
 */
public record DeadLetter(
        String id,
        String channel,
        String group,
        String reason,
        int attempts,
        Optional<String> behind,
        long buriedMillis,
        Optional<Message> message) {
    public static final String ID = "dlqid";
    public static final String REASON = "dlqreason";
    public static final String ATTEMPTS = "dlqattempts";
    public static final String CHANNEL = "dlqchannel";
    public static final String GROUP = "dlqgroup";
    public static final String TIME = "dlqtime";
    public static final String BEHIND = "dlqbehind";

    private static final String OURS = "dlq";

    /**
     * The letter that such a message is.
     *
     * @param place stands for the id where it has none
     */
    public static DeadLetter of(Message dead, String place) {
        Map<String, String> others = new TreeMap<>(dead.extensions());
        others.keySet().removeIf(name -> name.startsWith(OURS));
        Message original = dead.edit().extensions(others).deadlineMillis(0).build();
        return of(dead.extensions(), place, Optional.of(original));
    }

    /** A delivery that was no message. */
    public static DeadLetter unreadable(Map<String, String> why, String place) {
        return of(why, place, Optional.empty());
    }

    private static DeadLetter of(Map<String, String> why, String place, Optional<Message> message) {
        return new DeadLetter(
                why.getOrDefault(ID, place),
                why.getOrDefault(CHANNEL, ""),
                why.getOrDefault(GROUP, ""),
                why.getOrDefault(REASON, ""),
                (int) number(why.get(ATTEMPTS)),
                Optional.ofNullable(why.get(BEHIND)),
                number(why.get(TIME)),
                message);
    }

    /** What its order hangs on. */
    public Optional<String> key() {
        return message.flatMap(Message::key);
    }

    /** Whether it belongs to this sequence. */
    public boolean isOf(String ofChannel, String ofGroup, String ofKey) {
        return channel.equals(ofChannel)
                && group.equals(ofGroup)
                && key().filter(ofKey::equals).isPresent();
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException strange) {
            return 0;
        }
    }
}
