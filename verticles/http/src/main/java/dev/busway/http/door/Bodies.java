package dev.busway.http.door;

import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** The bodies that one event loop is reading; looks once a second for those that take too long. */
final class Bodies {
    private static final long EVERY_MILLIS = 1_000;

    private final long longestMillis;
    private @Nullable Body newest;
    private long nowMillis = System.currentTimeMillis();

    Bodies(Vertx vertx, LimitOptions limits) {
        this.longestMillis = limits.bodyTime().toMillis();
        vertx.setPeriodic(EVERY_MILLIS, tick -> giveUpSlowOnes());
    }

    /** Takes a body that begins; the answer is when it did, to the second. */
    long begin(Body body) {
        Body before = newest;
        body.older = before;
        if (before != null) {
            before.newer = body;
        }
        newest = body;
        return nowMillis;
    }

    void end(Body body) {
        if (body.newer == null) {
            newest = body.older;
        } else {
            body.newer.older = body.older;
        }
        if (body.older != null) {
            body.older.newer = body.newer;
        }
        body.newer = null;
        body.older = null;
    }

    private void giveUpSlowOnes() {
        nowMillis = System.currentTimeMillis();
        Body body = newest;
        while (body != null) {
            Body older = body.older;
            if (body.begunMillis() < nowMillis - longestMillis) {
                body.tooSlow();
            }
            body = older;
        }
    }
}
