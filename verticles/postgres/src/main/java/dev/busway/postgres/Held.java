package dev.busway.postgres;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Sequences that have rows in the table to be sent from there: what the log brings of them comes behind. Used on the relay's
 * context alone.
 */
final class Held {
    /** The row is in the table for all to see. */
    static final long VISIBLE = -1;
    /** There is no row yet. */
    static final long NO_ROW = -2;

    /** Handlers send straight for ten seconds at most, and the table is looked through several times in this. */
    private static final Duration STRAIGHT = Duration.ofSeconds(20);

    /** Numbers of rows by sequence, each with the transaction that makes it visible. */
    private final Map<String, NavigableMap<Long, Long>> rows = new HashMap<>();
    /** When a handler began to send one of its own, by sequence. */
    private final Map<String, Long> straight = new HashMap<>();

    /** @param since {@link #VISIBLE}, {@link #NO_ROW}, or the number of the transaction that wrote it, its lower half */
    void add(RelayedRow row, long since) {
        rows.computeIfAbsent(row.sequence(), first -> new TreeMap<>()).put(row.seq(), since);
    }

    void remove(RelayedRow row) {
        Map<Long, Long> mine = rows.get(row.sequence());
        if (mine != null) {
            mine.remove(row.seq());
            if (mine.isEmpty()) {
                rows.remove(row.sequence());
            }
        }
    }

    void straight(String sequence) {
        straight.put(sequence, System.nanoTime());
    }

    boolean has(RelayedRow row) {
        return of(row.sequence()).containsKey(row.seq());
    }

    /** Whether something of it is being put into the table. */
    boolean pending(String sequence) {
        return of(sequence).containsValue(NO_ROW);
    }

    /** The highest number of its rows; {@link Long#MIN_VALUE} with none. */
    long highest(String sequence) {
        NavigableMap<Long, Long> mine = of(sequence);
        return mine.isEmpty() ? Long.MIN_VALUE : mine.lastKey();
    }

    private NavigableMap<Long, Long> of(String sequence) {
        return rows.getOrDefault(sequence, Collections.emptyNavigableMap());
    }

    boolean holds(String sequence) {
        return rows.containsKey(sequence) || straight.containsKey(sequence);
    }

    /** Forgets handlers that ended long ago. */
    void forgetStraight() {
        long now = System.nanoTime();
        straight.values().removeIf(since -> now - since > STRAIGHT.toNanos());
    }

    /**
     * The table had nothing to send: rows that whoever looked must have seen are gone.
     *
     * @param asked what was looked for
     * @param oldest number of the oldest transaction that may have been open then
     */
    void forgetRows(Takeable asked, long oldest) {
        rows.forEach((sequence, mine) -> {
            if (!asked.hides(sequence)) {
                mine.values().removeIf(since -> since == VISIBLE || (since >= 0 && (int) (since - oldest) < 0));
            }
        });
        rows.values().removeIf(Map::isEmpty);
    }
}
