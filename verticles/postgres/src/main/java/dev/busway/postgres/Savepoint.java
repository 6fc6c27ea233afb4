package dev.busway.postgres;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;

/** What keeps the messages of one transaction apart: each begins behind a savepoint, and what it did can be taken back alone. */
final class Savepoint {
    private static final String NAME = "busway_member";
    /** What holds a statement of ours up so long is another transaction's lock, or a statement that will not end. */
    private static final Duration CANCEL_AFTER = Duration.ofMillis(100);

    private final Vertx vertx;
    private final SqlConnection connection;
    private boolean set;

    Savepoint(Vertx vertx, SqlConnection connection) {
        this.vertx = vertx;
        this.connection = connection;
    }

    SqlConnection connection() {
        return connection;
    }

    /** Moves behind what was done so far; travels with what follows. Fails when a statement before it had failed. */
    Future<?> set() {
        String statement = set ? "RELEASE SAVEPOINT " + NAME + "; SAVEPOINT " + NAME : "SAVEPOINT " + NAME;
        set = true;
        return connection.query(statement).execute();
    }

    /** Takes back what was done since; a statement that still runs is cancelled. */
    Future<?> rollback() {
        return cancelled(connection.query("ROLLBACK TO SAVEPOINT " + NAME).execute(), CANCEL_AFTER);
    }

    /** Cancels what runs when this has not come to its end by then. */
    <T> Future<T> cancelled(Future<T> step, Duration after) {
        long timer = vertx.setTimer(after.toMillis(), late -> ((PgConnection) connection).cancelRequest());
        return step.onComplete(done -> vertx.cancelTimer(timer));
    }

    /** Fails when this has not come to its end by then; what runs goes on. */
    <T> Future<T> bounded(Future<T> step, Duration patience) {
        if (step.isComplete()) {
            return step;
        }
        Promise<T> first = Promise.promise();
        long timer = vertx.setTimer(patience.toMillis(), late -> first.tryFail(new Overdue()));
        step.onComplete(done -> {
            vertx.cancelTimer(timer);
            if (done.succeeded()) {
                first.tryComplete(done.result());
            } else {
                first.tryFail(done.cause());
            }
        });
        return first.future();
    }

    /** It takes longer than others should wait. */
    static final class Overdue extends RuntimeException {
        private static final long serialVersionUID = 1;

        Overdue() {
            super("takes longer than others should wait", null, false, false);
        }
    }
}
