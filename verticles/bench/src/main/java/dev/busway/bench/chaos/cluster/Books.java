package dev.busway.bench.chaos.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Every message that was sent, and how it ended for its caller. Safe on any thread. */
final class Books {
    /** Somebody had the message, and it has no outcome. */
    private static final Set<String> CUT = Set.of("BW-BROKEN", "BW-TIMEOUT");

    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final Set<String> delivered = ConcurrentHashMap.newKeySet();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Map<String, Integer> cut = new ConcurrentHashMap<>();

    void begun(String id) {
        sent.incrementAndGet();
        open.add(id);
    }

    void ended(Call call) {
        open.remove(call.id());
        switch (call.end()) {
            case SUCCESS -> delivered.add(call.id());
            case REFUSED -> refused(call);
            case SILENCE -> silent.add(call.id() + " to " + call.address() + " by " + Cells.node(call.door()));
            case CLOSED -> {
                // The caller has seen its own connection break.
            }
        }
    }

    private void refused(Call call) {
        refused.incrementAndGet();
        if (CUT.contains(call.said().getString("code", ""))) {
            cut.merge(call.address(), 1, Integer::sum);
        }
    }

    /** Calls so far to these addresses that may have been handled, and their caller cannot know. */
    int cut(Collection<String> addresses) {
        return addresses.stream()
                .mapToInt(address -> cut.getOrDefault(address, 0))
                .sum();
    }

    /** Its door was dead or frozen while it was under way: nobody could answer. */
    void excused(Call call) {
        open.remove(call.id());
        if (call.succeeded()) {
            delivered.add(call.id());
        }
    }

    int sent() {
        return sent.get();
    }

    int refused() {
        return refused.get();
    }

    /**
     * What was lost without a word: calls that did not end, and successes that nobody has taken.
     *
     * @param taken what the nodes wrote down
     */
    List<String> silent(Set<String> taken) {
        List<String> all = new ArrayList<>(silent);
        open.forEach(id -> all.add(id + " has not ended"));
        Set<String> untaken = new HashSet<>(delivered);
        untaken.removeAll(taken);
        untaken.forEach(id -> all.add(id + " was told to be delivered, and nobody has taken it"));
        return all;
    }
}
