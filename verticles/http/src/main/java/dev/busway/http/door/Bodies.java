package dev.busway.http.door;

import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The bodies that one event loop is reading; looks once a second for those that take too long. */
final class Bodies {
    private static final long EVERY_MILLIS = 1_000;

    private final long longestMillis;
    private final Set<Body> reading = new HashSet<>();
    private long nowMillis = System.currentTimeMillis();

    Bodies(Vertx vertx, LimitOptions limits) {
        this.longestMillis = limits.bodyTime().toMillis();
        vertx.setPeriodic(EVERY_MILLIS, tick -> giveUpSlowOnes());
    }

    /** Takes a body that begins; the answer is when it did, to the second. */
    long begin(Body body) {
        reading.add(body);
        return nowMillis;
    }

    void end(Body body) {
        reading.remove(body);
    }

    private void giveUpSlowOnes() {
        nowMillis = System.currentTimeMillis();
        for (Body body : List.copyOf(reading)) {
            if (body.begunMillis() < nowMillis - longestMillis) {
                body.tooSlow();
            }
        }
    }
}
