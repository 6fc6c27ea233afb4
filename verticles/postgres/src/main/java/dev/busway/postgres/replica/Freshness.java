package dev.busway.postgres.replica;

import java.time.Duration;

/**
 * Up to when a replica knows everything. Safe on any thread.
 *
 * <p>Where the transport tells how far the group is: the last moment at which nothing was left to apply. Elsewhere: the time of the
 * newest event that this node applied.
 */
final class Freshness {
    private volatile long knownMillis;
    private volatile boolean told;

    /** Nothing that was published until then is missing. */
    void complete(long millis) {
        told = true;
        knownMillis = Math.max(knownMillis, millis);
    }

    /** An event of that time is applied. */
    void applied(long millis) {
        if (!told) {
            knownMillis = Math.max(knownMillis, millis);
        }
    }

    /** At most ten years: nothing is known yet. */
    Duration staleness() {
        Duration age = Duration.ofMillis(Math.max(0, System.currentTimeMillis() - knownMillis));
        return knownMillis == 0 ? Duration.ofDays(3650) : age;
    }
}
