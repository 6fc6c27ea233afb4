package dev.busway.postgres;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Rows that were found in the table and that the log has not told of: what the log brings behind time may come before them, and is
 * in no table. They wait until the log is read to where it was when they were found. Used on the relay's context alone.
 */
final class Untold {
    private static final long NOT_MARKED = Long.MAX_VALUE;

    private final Map<Long, Long> rows = new HashMap<>();
    private long read;

    /** The log is read to here. */
    void readTo(long position) {
        read = position;
    }

    /** Whether all that comes before this row has been read; if not, it waits from now on. */
    boolean passes(long seq) {
        return rows.computeIfAbsent(seq, first -> NOT_MARKED) <= read;
    }

    void remove(long seq) {
        rows.remove(seq);
    }

    void clear() {
        rows.clear();
    }

    boolean wantsMark() {
        return rows.containsValue(NOT_MARKED);
    }

    /** Those that wait now. */
    Set<Long> waiting() {
        return Set.copyOf(rows.keySet());
    }

    /** A mark was made at this position when these had been found. */
    void marked(Set<Long> found, long position) {
        rows.replaceAll((seq, at) -> at == NOT_MARKED && found.contains(seq) ? position : at);
    }
}
