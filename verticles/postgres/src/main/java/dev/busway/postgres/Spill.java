package dev.busway.postgres;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Writes messages that are in the log alone, and cannot be sent now, into the table, in their order: then the log need not keep
 * them. Used on the relay's context alone.
 */
final class Spill {
    /** The number of no node: rows that stand there by the relay. */
    static final int RELAY = 0;

    private static final int AT_ONCE = 500;
    private static final String WRITE = """
            insert into busway.outbox (seq, id, channel, key, style, frame, shard, state, node)
            select n.seq, n.id, n.channel, n.key, n.style, n.frame, n.shard, 1, 0
            from unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::bytea[], $6::smallint[],
                $7::bigint[]) as n(id, channel, key, style, frame, shard, seq)""";

    private final Supplier<Future<PgConnection>> connection;
    private List<Waiting> waiting = new ArrayList<>();
    private boolean busy;

    private record Waiting(RelayedRow row, Promise<Void> written) {}

    Spill(Supplier<Future<PgConnection>> connection) {
        this.connection = connection;
    }

    /** Completes when it is durable. */
    Future<Void> write(RelayedRow row) {
        Promise<Void> written = Promise.promise();
        waiting.add(new Waiting(row, written));
        next();
        return written.future();
    }

    private void next() {
        if (busy || waiting.isEmpty()) {
            return;
        }
        busy = true;
        List<Waiting> now = new ArrayList<>(waiting.subList(0, Math.min(AT_ONCE, waiting.size())));
        waiting = new ArrayList<>(waiting.subList(now.size(), waiting.size()));
        // The relay's session does not wait for the disk; here it must.
        connection
                .get()
                .compose(open -> {
                    Future<?> begin = open.query("begin").execute();
                    Future<?> sync =
                            open.query("set local synchronous_commit = on").execute();
                    var written = open.preparedQuery(WRITE).execute(values(now));
                    Future<?> commit = open.query("commit").execute();
                    return Future.join(begin, sync, written, commit);
                })
                .onComplete(done -> {
                    busy = false;
                    if (done.succeeded()) {
                        now.forEach(one -> one.written().complete());
                    } else {
                        now.forEach(one -> one.written().fail(done.cause()));
                    }
                    next();
                });
    }

    private static Tuple values(List<Waiting> all) {
        return Tuple.tuple()
                .addArrayOfString(all.stream().map(one -> one.row().id()).toArray(String[]::new))
                .addArrayOfString(all.stream().map(one -> one.row().channel()).toArray(String[]::new))
                .addArrayOfString(all.stream().map(one -> one.row().key()).toArray(String[]::new))
                .addArrayOfShort(
                        all.stream().map(one -> (short) one.row().style()).toArray(Short[]::new))
                .addArrayOfBuffer(all.stream().map(one -> one.row().frame()).toArray(Buffer[]::new))
                .addArrayOfShort(
                        all.stream().map(one -> (short) one.row().shard()).toArray(Short[]::new))
                .addArrayOfLong(all.stream().map(one -> one.row().seq()).toArray(Long[]::new));
    }
}
