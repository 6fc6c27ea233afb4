package dev.busway.bus.transport.broker;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keys that wait in the dead letters, each with the letter that it waits behind. Touched by one thread at a time. */
final class Sequences {
    /** Most messages remembered over all keys, so that one which the broker brings twice is not parked twice. */
    static final int MOST_MESSAGES = 100_000;

    private final Map<String, Sequence> all = new HashMap<>();
    private int messages;

    /** One key: its first letter, and the messages that are known to be there. */
    private record Sequence(String first, Set<String> messages) {}

    /** One more message of this key is a letter. */
    void add(String key, String letter, String message) {
        Sequence sequence = all.computeIfAbsent(key, fresh -> new Sequence(letter, new HashSet<>()));
        if (messages < MOST_MESSAGES && sequence.messages().add(message)) {
            messages++;
        }
    }

    void remove(String key) {
        Sequence gone = all.remove(key);
        messages -= gone == null ? 0 : gone.messages().size();
    }

    /** Makes this key what it is there. */
    void copy(String key, Sequences from) {
        remove(key);
        Sequence there = from.all.get(key);
        if (there != null) {
            all.put(key, new Sequence(there.first(), new HashSet<>(there.messages())));
            messages += there.messages().size();
        }
    }

    boolean has(String key) {
        return all.containsKey(key);
    }

    boolean has(String key, String message) {
        Sequence sequence = all.get(key);
        return sequence != null && sequence.messages().contains(message);
    }

    /** The letter that this key waits behind; {@code null} when it waits behind none. */
    @Nullable
    String first(String key) {
        Sequence sequence = all.get(key);
        return sequence == null ? null : sequence.first();
    }

    int size() {
        return all.size();
    }
}
