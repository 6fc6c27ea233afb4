package dev.busway.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/**
 * Keeps the inbox in generations, each as long as answers are kept, and drops one as a whole when all in it has expired; several
 * nodes share it. What has not ended yet is carried into the open generation before, a bounded number at a time.
 */
final class Retention {
    private static final Duration EVERY = Duration.ofMinutes(1);
    /** What wrote a row before it expired has ended so long after: no transaction lasts longer. */
    private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(15);
    /** A generation is a table: not too many of them. */
    private static final Duration SHORTEST_GENERATION = Duration.ofMinutes(15);
    /** A generation's table is made so long before the generation opens: what runs by then knows the table. */
    private static final Duration AHEAD = Duration.ofSeconds(20);

    private static final int AT_ONCE = 1000;
    /** Detaching waits for transactions that may see the table; what is not done by then is done in the next round. */
    private static final String PATIENCE = "set statement_timeout = '25s'";

    /** One node at a time: held by the session. */
    private static final String TURN = "select pg_try_advisory_lock(7242, 2) as mine";

    private static final String OVER = "select pg_advisory_unlock(7242, 2)";
    private static final String HALF_DETACHED = """
            select substring(c.relname from 7)::int as number from pg_inherits h join pg_class c on c.oid = h.inhrelid
            where h.inhparent = 'busway.inbox'::regclass and h.inhdetachpending limit 1""";
    private static final String OLDEST = """
            select number from busway.inbox_generation
            where closed < clock_timestamp() - $1::int * interval '1 second' order by number limit 1""";
    /** All that is asked where nothing is to be done: seconds, ahead, seconds since one that is over was closed. */
    private static final String ROLL = """
            select busway.inbox_roll($1, $2) as rolled,
                exists (select from busway.inbox_generation
                    where closed < clock_timestamp() - $3::int * interval '1 second')
                or exists (select from pg_inherits h
                    where h.inhparent = 'busway.inbox'::regclass and h.inhdetachpending) as more""";

    private static final String CARRY = "select busway.inbox_carry($1, $2) as carried";
    private static final String ALIVE = """
            select exists (select from busway.inbox
                where generation = $1::int and expires > now() - $2::int * interval '1 second') as alive,
            exists (select from pg_inherits h join pg_class c on c.oid = h.inhrelid
                where h.inhparent = 'busway.inbox'::regclass and c.relname = 'inbox_' || $1::int::text) as attached""";

    private final Vertx vertx;
    private final Pool pool;
    private final Duration retention;
    private final long timer;
    private boolean busy;

    Retention(Vertx vertx, Pool pool, Duration retention) {
        this.vertx = vertx;
        this.pool = pool;
        this.retention = retention;
        this.timer = vertx.setPeriodic(EVERY.toMillis(), tick -> tick());
    }

    private void tick() {
        if (!busy) {
            busy = true;
            round().onComplete(done -> {
                busy = false;
                if (done.failed()) {
                    Failures.LOG
                            .atWarn()
                            .addKeyValue("cause", done.cause().getMessage())
                            .log("expired answers not dropped");
                }
            });
        }
    }

    /** Makes and opens a new generation when it is time to, and drops those that have expired; how many were dropped. */
    Future<Integer> round() {
        Duration length = retention.compareTo(SHORTEST_GENERATION) > 0 ? retention : SHORTEST_GENERATION;
        return pool.preparedQuery(ROLL)
                .execute(Tuple.of((int) length.toSeconds(), (int) AHEAD.toSeconds(), sinceClosed()))
                .compose(rows -> rows.iterator().next().getBoolean("more")
                        ? pool.getConnection()
                                .compose(connection -> alone(connection).eventually(connection::close))
                        : Future.succeededFuture(0));
    }

    private int sinceClosed() {
        return (int) retention.plus(LONGEST_TRANSACTION).toSeconds();
    }

    private Future<Integer> alone(SqlConnection connection) {
        return connection.query(TURN).execute().compose(turn -> {
            if (!turn.iterator().next().getBoolean("mine")) {
                return Future.succeededFuture(0);
            }
            return connection
                    .query(PATIENCE)
                    .execute()
                    .compose(patient -> finalizeDetached(connection))
                    .compose(whole -> dropAll(connection, 0))
                    .eventually(
                            () -> connection.query("reset statement_timeout").execute())
                    .eventually(() -> connection.query(OVER).execute());
        });
    }

    /** A node died, or lost its patience, in the middle. */
    private static Future<?> finalizeDetached(SqlConnection connection) {
        return connection.query(HALF_DETACHED).execute().compose(rows -> {
            if (rows.size() == 0) {
                return Future.succeededFuture();
            }
            int number = rows.iterator().next().getInteger("number");
            return connection
                    .query("alter table busway.inbox detach partition busway.inbox_" + number + " finalize")
                    .execute();
        });
    }

    private Future<Integer> dropAll(SqlConnection connection, int dropped) {
        return connection.preparedQuery(OLDEST).execute(Tuple.of(sinceClosed())).compose(rows -> {
            if (rows.size() == 0) {
                return Future.succeededFuture(dropped);
            }
            return dropOne(connection, rows.iterator().next().getInteger("number"))
                    .compose(gone -> gone ? dropAll(connection, dropped + 1) : Future.succeededFuture(dropped));
        });
    }

    private Future<Boolean> dropOne(SqlConnection connection, int number) {
        return carry(connection, number)
                .compose(carried -> connection.preparedQuery(ALIVE).execute(Tuple.of(number, (int)
                        LONGEST_TRANSACTION.toSeconds())))
                .compose(rows -> {
                    Row state = rows.iterator().next();
                    if (state.getBoolean("alive")) {
                        return Future.succeededFuture(false);
                    }
                    Future<?> detached = state.getBoolean("attached")
                            ? connection
                                    .query("alter table busway.inbox detach partition busway.inbox_" + number
                                            + " concurrently")
                                    .execute()
                            : Future.succeededFuture();
                    return detached.compose(apart -> connection
                                    .query("drop table if exists busway.inbox_" + number
                                            + "; delete from busway.inbox_generation where number = " + number)
                                    .execute())
                            .map(gone -> true);
                });
    }

    /** All that can be, so many at a time. */
    private static Future<?> carry(SqlConnection connection, int number) {
        return connection
                .preparedQuery(CARRY)
                .execute(Tuple.of(number, AT_ONCE))
                .compose(rows -> rows.iterator().next().getInteger("carried") < AT_ONCE
                        ? Future.succeededFuture()
                        : carry(connection, number));
    }

    void close() {
        vertx.cancelTimer(timer);
    }
}
