package dev.busway.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** Deletes expired inbox rows, a bounded number at a time, so that it never holds many locks; several nodes share it. */
final class Retention {
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final int AT_ONCE = 1000;
    private static final String DELETE = """
            delete from busway.inbox where ctid = any(array(
                select ctid from busway.inbox where expires < now() limit $1 for update skip locked))""";

    private final Vertx vertx;
    private final Pool pool;
    private final long timer;
    private boolean busy;

    Retention(Vertx vertx, Pool pool) {
        this.vertx = vertx;
        this.pool = pool;
        this.timer = vertx.setPeriodic(EVERY.toMillis(), tick -> round());
    }

    private void round() {
        if (!busy) {
            busy = true;
            sweep().onComplete(done -> {
                busy = false;
                if (done.failed()) {
                    Failures.LOG
                            .atWarn()
                            .addKeyValue("cause", done.cause().getMessage())
                            .log("expired answers not deleted");
                }
            });
        }
    }

    /** Deletes until none is left; the number of those that went. */
    Future<Integer> sweep() {
        return pool.preparedQuery(DELETE)
                .execute(Tuple.of(AT_ONCE))
                .compose(rows -> rows.rowCount() < AT_ONCE
                        ? Future.succeededFuture(rows.rowCount())
                        : sweep().map(more -> more + rows.rowCount()));
    }

    void close() {
        vertx.cancelTimer(timer);
    }
}
