package dev.busway.bus.transport.broker;

import dev.busway.bus.transport.DeadLetter;
import dev.busway.message.Message;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How dead letters come back: by messages on their own channel, so that they meet the order of their key there.
 *
 * <p>A letter that stands alone is its message once more, with the extension {@code replaygroup}: only that group handles it. A
 * parked sequence is asked for by a message of the type {@value #REQUEST} with the key: the group's node that has the key then takes
 * the letters from the box, oldest first, before whatever comes later of the key.
 */
public final class Replay {
    /** Type of a message that asks for a parked sequence. */
    static final String REQUEST = "busway.dead.replay";

    private static final String GROUP = "replaygroup";
    private static final String LETTER = "replayletter";

    private Replay() {}

    /** Asks for all that is parked of a key. */
    public static Message ofSequence(String group, String key) {
        return Message.builder(REQUEST).key(key).extension(GROUP, group).build();
    }

    /** Asks for the first letter that is parked of a key, if it is this one. */
    public static Message ofFirst(String group, String key, String letter) {
        return ofSequence(group, key).edit().extension(LETTER, letter).build();
    }

    /** The message of a letter once more; it must have one. */
    public static Message ofMessage(DeadLetter letter) {
        return letter.message()
                .orElseThrow()
                .edit()
                .extension(GROUP, letter.group())
                .build();
    }

    /** Whether it comes from a dead letter, or asks for one: nobody but its group is to see it. */
    public static boolean is(Message message) {
        return !message.extensions().isEmpty() && message.extensions().containsKey(GROUP);
    }

    static boolean isRequest(Message message) {
        return message.type().equals(REQUEST) && is(message);
    }

    static boolean isFor(String group, Message message) {
        return group.equals(message.extensions().get(GROUP));
    }

    /** The one letter that is asked for; empty: all. */
    static Optional<String> letter(Message request) {
        return Optional.ofNullable(request.extensions().get(LETTER));
    }

    /** As it was when it came the first time. */
    static Message plain(Message replayed) {
        TreeMap<String, String> others = new TreeMap<>(replayed.extensions());
        others.remove(GROUP);
        return replayed.edit().extensions(others).build();
    }
}
