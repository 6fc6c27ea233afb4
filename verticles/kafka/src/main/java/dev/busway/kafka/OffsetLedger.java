package dev.busway.kafka;

import java.util.ArrayDeque;

/**
 * What of one partition has been taken and what has ended, so that only what lies before the first unfinished record is ever
 * committed. Touched by one thread.
 */
final class OffsetLedger {
    /** Nothing was taken yet. */
    static final long NONE = -1;

    private final ArrayDeque<Slot> open = new ArrayDeque<>();
    private long next = NONE;

    /** One record's place. */
    static class Slot {
        final long offset;
        private boolean done;

        Slot(long offset) {
            this.offset = offset;
        }
    }

    /** Takes a record; offsets rise, with gaps where the broker has none. */
    void take(Slot slot) {
        if (slot.offset < next) {
            throw new IllegalArgumentException("offset " + slot.offset + " came after " + (next - 1));
        }
        open.addLast(slot);
        next = slot.offset + 1;
    }

    /** Ends a record; a second time changes nothing. */
    void done(Slot slot) {
        slot.done = true;
        while (!open.isEmpty() && open.peekFirst().done) {
            open.removeFirst();
        }
    }

    /** The offset to commit: that of the first record which has not ended; {@link #NONE} if nothing was taken. */
    long committable() {
        Slot first = open.peekFirst();
        return first == null ? next : first.offset;
    }

    /** Records from the first unfinished one to the last taken. */
    int size() {
        return open.size();
    }
}
