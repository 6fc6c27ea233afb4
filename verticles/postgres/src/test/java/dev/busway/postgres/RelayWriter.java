package dev.busway.postgres;

import dev.busway.bus.Bus;
import dev.busway.testkit.simulation.VirtualNode;
import dev.busway.testkit.simulation.VirtualTime;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Who writes to the outbox on one node of a simulated world, and what goes with that node. */
record RelayWriter(VirtualNode node, VirtualTime time, Pool pool, Bus bus, Marks marks, Relay relay) {
    /** After which the server has seen that a client is gone. */
    private static final Duration BURIED = Duration.ofSeconds(3);

    /** As a caller does with a transaction of his own. */
    void call(List<Outgoing> messages, Duration lasts, boolean commits) {
        node.context().runOnContext(here -> pool.getConnection().onSuccess(open -> {
            open.query("BEGIN").execute();
            messages.forEach(one -> open.preparedQuery(InboxSql.ENQUEUE).execute(Outbox.row(one, 3)));
            node.vertx().setTimer(millis(lasts), late -> open.query(commits ? "COMMIT" : "ROLLBACK")
                    .execute()
                    .onComplete(ended -> open.close()));
        }));
    }

    /** As the unit of work does: it writes, commits, sends straight what may go, and marks it. */
    void handle(List<Outgoing> messages, Duration lasts, Runnable next) {
        boolean[] ended = new boolean[1];
        Runnable once = () -> {
            if (!ended[0]) {
                ended[0] = true;
                next.run();
            }
        };
        watch(ended, once);
        ContextInternal context = node.context();
        context.runOnContext(here -> pool.getConnection()
                .compose(open -> write(open, messages, lasts))
                .onSuccess(told -> once.run())
                .onFailure(lost -> time.after(BURIED, once)));
    }

    /** A node that has died handles nothing more: another one goes on. */
    private void watch(boolean[] ended, Runnable next) {
        time.after(BURIED, () -> {
            if (ended[0]) {
                return;
            }
            if (node.isAlive()) {
                watch(ended, next);
            } else {
                time.after(BURIED, next);
            }
        });
    }

    private Future<Void> write(SqlConnection open, List<Outgoing> messages, Duration lasts) {
        open.query("BEGIN").execute();
        Tuple values = Outgoing.arrays(messages)
                .addArrayOfString(
                        messages.stream().map(one -> "origin of " + one.id()).toArray(String[]::new))
                .addString("group")
                .addArrayOfLong(marks.gone());
        Future<RowSet<Row>> written = open.preparedQuery(InboxSql.OUT).execute(values);
        return node.vertx().timer(millis(lasts)).compose(late -> {
            long committed = time.nanos();
            Future<?> commit = open.query("COMMIT").execute();
            return Future.join(written, commit)
                    .eventually(open::close)
                    .compose(both -> send(messages, written.result(), committed));
        });
    }

    private Future<Void> send(List<Outgoing> messages, RowSet<Row> rows, long committed) {
        List<SentRow> straight = new ArrayList<>();
        Iterator<Outgoing> message = messages.iterator();
        for (Row row : rows) {
            Outgoing outgoing = message.next();
            if (row.getInteger("state") == 0) {
                straight.add(SentRow.of(row.getLong("seq"), outgoing));
            }
        }
        if (straight.size() < messages.size()) {
            relay.wake();
        }
        marks.stir();
        StraightSend.send(bus, time::nanos, straight, committed);
        return Future.join(straight.stream().map(row -> row.sent().future()).toList())
                .compose(all -> {
                    List<Long> sent = new ArrayList<>();
                    List<Long> leftOver = new ArrayList<>();
                    straight.forEach(row -> (row.sent().future().result() ? sent : leftOver).add(row.seq()));
                    return marks.mark(sent, leftOver, List.of()).onComplete(done -> relay.wake());
                });
    }

    private static long millis(Duration wait) {
        return Math.max(1, wait.toMillis());
    }
}
