package dev.busway.http.proxy;

import io.vertx.core.Vertx;
import java.time.Duration;

/** Tells when nothing has moved for a while. Belongs to one context. */
final class Quiet {
    private final Vertx vertx;
    private final Duration idle;
    private final Runnable then;
    private long movedNanos = System.nanoTime();
    private long timer;
    private boolean over;

    Quiet(Vertx vertx, Duration idle, Runnable then) {
        this.vertx = vertx;
        this.idle = idle;
        this.then = then;
        watch(idle.toMillis());
    }

    void moved() {
        movedNanos = System.nanoTime();
    }

    void end() {
        over = true;
        vertx.cancelTimer(timer);
    }

    private void watch(long millis) {
        timer = vertx.setTimer(Math.max(1, millis), late -> {
            long left = idle.toMillis() - (System.nanoTime() - movedNanos) / 1_000_000;
            if (over) {
                return;
            }
            if (left > 0) {
                watch(left);
            } else {
                then.run();
            }
        });
    }
}
