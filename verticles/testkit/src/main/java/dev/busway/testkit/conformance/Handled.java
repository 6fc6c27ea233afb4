package dev.busway.testkit.conformance;

import dev.busway.message.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What handlers saw: of each key the numbers, in the order of their first coming. Safe on any thread. */
final class Handled {
    private final Map<String, Set<Integer>> byKey = new HashMap<>();
    private int count;

    /** Notes a message; one that was seen before changes nothing. */
    synchronized void note(Message message) {
        Set<Integer> numbers = byKey.computeIfAbsent(message.key().orElse(""), key -> new LinkedHashSet<>());
        if (numbers.add(message.json().getInteger("number"))) {
            count++;
        }
    }

    /** Different messages. */
    synchronized int size() {
        return count;
    }

    synchronized int keys() {
        return byKey.size();
    }

    /** The numbers of each key. */
    synchronized List<List<Integer>> sequences() {
        return byKey.values().stream().<List<Integer>>map(ArrayList::new).toList();
    }
}
