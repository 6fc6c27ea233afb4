package dev.busway.postgres;

import java.util.Arrays;

/**
 * Numbers of the rows that were sent last, none of them 0. Beyond the bound the oldest is forgotten. Plain numbers in two arrays, since
 * objects that live so long would cost the collector more than sending them does. Used on the relay's context alone.
 */
final class Recent {
    static final int MOST = 200_000;

    private static final int FIRST = 1 << 10;
    private static final long EMPTY = 0;

    /** In the order in which they came. */
    private long[] ring = new long[FIRST / 2];
    /** Where each hashes to, or behind; at most half full. */
    private long[] table = new long[FIRST];

    private int next;
    private int size;

    void add(long seq) {
        if (seq == EMPTY || has(seq)) {
            return;
        }
        if (size == ring.length && size < MOST) {
            grow();
        }
        if (size == ring.length) {
            remove(ring[next]);
        } else {
            size++;
        }
        ring[next] = seq;
        next = (next + 1) % ring.length;
        put(seq);
    }

    boolean has(long seq) {
        return table[slot(seq)] == seq && seq != EMPTY;
    }

    private void grow() {
        // The ring is full, and next is its oldest.
        long[] before = ring;
        ring = Arrays.copyOf(before, Math.min(MOST, 2 * size));
        System.arraycopy(before, next, ring, 0, size - next);
        System.arraycopy(before, 0, ring, size - next, next);
        next = size;
        table = new long[2 * table.length];
        for (int i = 0; i < size; i++) {
            put(ring[i]);
        }
    }

    private void put(long seq) {
        table[slot(seq)] = seq;
    }

    /** Where it is, or would be. */
    private int slot(long seq) {
        int slot = home(seq);
        while (table[slot] != EMPTY && table[slot] != seq) {
            slot = next(slot);
        }
        return slot;
    }

    /** Those behind it move up, so that none is behind a gap. */
    private void remove(long seq) {
        int gap = slot(seq);
        int slot = gap;
        while (true) {
            table[gap] = EMPTY;
            long moved;
            do {
                slot = next(slot);
                moved = table[slot];
                if (moved == EMPTY) {
                    return;
                }
            } while (isBetween(gap, home(moved), slot));
            table[gap] = moved;
            gap = slot;
        }
    }

    /** Whether home lies behind the gap and not behind the slot, round the end. */
    private static boolean isBetween(int gap, int home, int slot) {
        return gap < slot ? gap < home && home <= slot : gap < home || home <= slot;
    }

    private int home(long seq) {
        return (int) ((seq * 0x9E3779B97F4A7C15L) >>> 32) & (table.length - 1);
    }

    private int next(int slot) {
        return (slot + 1) & (table.length - 1);
    }
}
