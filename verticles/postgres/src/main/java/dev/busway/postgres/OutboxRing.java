package dev.busway.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;

/**
 * Empties partitions of the outbox whose time is over and whose messages have all been sent, each as a whole. What can never be
 * sent and is kept moves to the partition of now. A partition in which something waits, or that a transaction has its hands on,
 * stays for the next time. Safe on any thread.
 */
final class OutboxRing {
    private static final int PARTITIONS = 3;
    private static final String UNSENT = "exists(select from busway.outbox_%1$d where state <> 2)";
    private static final String LOOK =
            "select pg_relation_size('busway.outbox_%1$d') > 0 and not " + UNSENT + " as done";
    /** Waits for nobody: who holds it may hold it long. The table is looked at once more behind the lock. */
    private static final String EMPTY = """
            do $$
            begin
                perform set_config('lock_timeout', '200ms', true);
                lock table busway.outbox_%1$d in access exclusive mode;
                if not %2$s then
                    create temporary table kept on commit drop as select * from busway.outbox_%1$d;
                    truncate busway.outbox_%1$d;
                    update kept set part = %3$d;
                    insert into busway.outbox select * from kept;
                    drop table kept;
                end if;
            end
            $$""";

    private final Pool pool;
    private int part = -1;

    OutboxRing(Pool pool) {
        this.pool = pool;
    }

    /** New rows come into this partition: when that is another than before, the one that comes next is emptied. */
    synchronized void now(int current) {
        if (current != part) {
            boolean first = part < 0;
            part = current;
            if (!first) {
                empty((current + 1) % PARTITIONS, current).onFailure(busy -> {
                    synchronized (this) {
                        part = -1;
                    }
                    Failures.LOG
                            .atInfo()
                            .addKeyValue("partition", "busway.outbox_" + (current + 1) % PARTITIONS)
                            .addKeyValue("cause", busy.getMessage())
                            .log("partition not emptied now");
                });
            }
        }
    }

    /** Whether it was empty of what is to be sent. */
    Future<Boolean> empty(int number, int current) {
        return pool.withConnection(open -> open.query(LOOK.formatted(number))
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("done"))
                .compose(done -> done ? empty(open, number, current) : Future.succeededFuture(false)));
    }

    private static Future<Boolean> empty(SqlConnection open, int number, int current) {
        return open.query(EMPTY.formatted(number, UNSENT.formatted(number), current))
                .execute()
                .map(true);
    }
}
