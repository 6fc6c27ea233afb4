package dev.busway.postgres;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;

/**
 * One transaction on a pooled connection. The connection goes back only when the server has answered the end of the
 * transaction: an open one would pass to the next user. One that does not answer is ended from outside.
 */
final class Transaction {
    private static final Duration CANCEL_AFTER = Duration.ofSeconds(1);
    private static final Duration TERMINATE_AFTER = Duration.ofSeconds(3);
    private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(10);
    private static final Duration LONGEST_COMMIT = Duration.ofSeconds(30);

    /** How a transaction that was not committed ended. */
    enum End {
        /** The server said so; the connection lives. */
        ROLLED_BACK,
        /** The connection broke or is silent; the server rolls back when it finds out. */
        LOST
    }

    private final Vertx vertx;
    private final Database database;
    private final SqlConnection connection;
    private final Runnable freed;

    private Transaction(Vertx vertx, Database database, SqlConnection connection, Runnable freed) {
        this.vertx = vertx;
        this.database = database;
        this.connection = connection;
        this.freed = freed;
    }

    /**
     * Sent and not awaited: what follows travels with it, and fails if it fails.
     *
     * @param freed called when the connection has gone back
     */
    static Transaction begin(Vertx vertx, Database database, SqlConnection connection, Runnable freed) {
        connection.query("BEGIN").execute();
        return new Transaction(vertx, database, connection, freed);
    }

    /**
     * Commits in one flight with the last statement, which has been sent. After an error the server answers COMMIT with
     * success although it rolled back, so both must succeed.
     */
    <T> Future<T> commitAfter(Future<T> last) {
        Future<?> commit = connection.query("COMMIT").execute();
        long timer = vertx.setTimer(LONGEST_COMMIT.toMillis(), hung -> database.terminate(connection));
        return Future.join(last, commit).transform(both -> {
            vertx.cancelTimer(timer);
            giveBack();
            return both.succeeded() || last.failed() ? last : Future.failedFuture(both.cause());
        });
    }

    /** Never fails; completes when the transaction has ended, or nobody knows. */
    Future<End> rollback() {
        Promise<End> ended = Promise.promise();
        long cancel = vertx.setTimer(CANCEL_AFTER.toMillis(), busy -> ((PgConnection) connection).cancelRequest());
        long terminate = vertx.setTimer(TERMINATE_AFTER.toMillis(), hung -> database.terminate(connection));
        long giveUp = vertx.setTimer(GIVE_UP_AFTER.toMillis(), lost -> ended.tryComplete(End.LOST));
        rolledBack().onComplete(done -> {
            vertx.cancelTimer(cancel);
            vertx.cancelTimer(terminate);
            vertx.cancelTimer(giveUp);
            giveBack();
            ended.tryComplete(done.succeeded() ? End.ROLLED_BACK : End.LOST);
        });
        return ended.future();
    }

    /** The cancel may hit the ROLLBACK itself; the second one is not cancelled. */
    private Future<?> rolledBack() {
        return connection
                .query("ROLLBACK")
                .execute()
                .recover(failure -> failure instanceof PgException
                        ? connection.query("ROLLBACK").execute()
                        : Future.failedFuture(failure));
    }

    private void giveBack() {
        connection.close();
        freed.run();
    }
}
