package dev.busway.kafka;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets handlers that are at work come near before more is read: what was read a moment ago is still in the caches of the
 * processor, and little survives a collection of garbage. Handlers that stand still are not waited for. Poll thread only.
 */
final class Pace {
    /** Records that are read before the handlers have come so near. */
    private static final int AHEAD = 2 * Clients.RECORDS_PER_POLL;

    private static final long SHORTEST_NANOS = Duration.ofNanos(100_000).toNanos();
    private static final long LONGEST_NANOS = Duration.ofMillis(2).toNanos();
    /** With the above, some milliseconds: polls go on whatever handlers do. */
    private static final int MOST_LOOKS = 5;

    private final Assignment assignment;
    /** Of one record, as last seen: a look costs more than several records, so it is made when they should be done. */
    private long nanosPerRecord;

    Pace(Assignment assignment) {
        this.assignment = assignment;
    }

    void keep() {
        long held = assignment.held();
        for (int look = 0; held > AHEAD && look < MOST_LOOKS; look++) {
            long sinceNanos = System.nanoTime();
            LockSupport.parkNanos(Math.min(Math.max((held - AHEAD) * nanosPerRecord, SHORTEST_NANOS), LONGEST_NANOS));
            long now = assignment.held();
            if (now >= held) {
                return;
            }
            nanosPerRecord = (System.nanoTime() - sinceNanos) / (held - now);
            held = now;
        }
    }
}
