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

    /** One record that was taken. */
    static final class Slot {
        private final long offset;
        private boolean done;

        private Slot(long offset) {
            this.offset = offset;
        }
    }

    /** Takes a record; offsets rise, with gaps where the broker has none. */
    Slot take(long offset) {
        if (offset < next) {
            throw new IllegalArgumentException("offset " + offset + " came after " + (next - 1));
        }
        Slot slot = new Slot(offset);
        open.addLast(slot);
        next = offset + 1;
        return slot;
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
