package dev.busway.postgres;

import dev.busway.testkit.simulation.VirtualNode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One connection and the server's process behind it: statements one after the other, in a transaction that commits whole or not at
 * all. It may break before a statement or behind it; then nobody is told what became of the last one.
 */
final class VirtualSession {
    /** Until the server sees that a client has gone. */
    private static final Duration NOTICED = Duration.ofSeconds(2);

    /** A relay that says nothing for so long loses its session. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    final int number;
    private final VirtualPostgres server;
    private final VirtualNode node;
    private final Queue<Statement> queue = new ArrayDeque<>();
    private VirtualTables.Writes writes;
    private VirtualTables.Writes savepoint;
    private @Nullable Handler<Void> closes;
    private long heardNanos;
    private boolean open;
    private boolean relays;
    private boolean over;
    private Promise<RowSet<Row>> current = Promise.promise();
    private boolean busy;
    private boolean aborted;
    private boolean broken;
    private boolean closed;
    private boolean cancelled;

    private record Statement(String sql, Tuple values, Promise<RowSet<Row>> answer) {}

    VirtualSession(VirtualPostgres server, VirtualNode node) {
        this.server = server;
        this.node = node;
        this.number = server.opened(this);
        this.writes = new VirtualTables.Writes(node.toString());
        this.savepoint = writes.copy();
    }

    Future<RowSet<Row>> run(String sql, Tuple values) {
        Promise<RowSet<Row>> answer = node.vertx().getOrCreateContext().promise();
        if (broken) {
            answer.fail(ClosedConnectionException.INSTANCE);
        } else {
            queue.add(new Statement(sql, values, answer));
            next();
        }
        return answer.future();
    }

    Future<Void> cancel() {
        server.time.after(server.faults.delay(), () -> cancelled = busy);
        return Future.succeededFuture();
    }

    void close() {
        closed = true;
        next();
    }

    void closes(Handler<Void> told) {
        closes = told;
    }

    /** Nothing of it is left. */
    boolean isOver() {
        return over;
    }

    boolean isRelayOf(String name) {
        return relays && !over && node.toString().equals(name);
    }

    boolean touches(int part) {
        return open
                && (writes.callers.stream().anyMatch(row -> row.part() == part)
                        || writes.outbox.values().stream().anyMatch(row -> row != null && row.part() == part));
    }

    /** Its server's process has ended: what hung on it is free. */
    private void gone() {
        if (!over) {
            over = true;
            open = false;
            server.unlock(this);
            server.leases.free(this);
            Handler<Void> told = closes;
            if (told != null) {
                server.time.after(server.faults.delay(), () -> told.handle(null));
            }
        }
    }

    private void next() {
        if (!busy && !queue.isEmpty()) {
            busy = true;
            Statement statement = queue.remove();
            current = statement.answer();
            server.time.after(server.faults.delay(), () -> step(statement));
        } else if (!busy && closed && !open) {
            broken = true;
            gone();
        }
    }

    private void step(Statement statement) {
        if (broken) {
            return;
        }
        if (!node.isAlive()) {
            broken = true;
            // What has been sent is done; the transaction is taken back when the server sees that nobody is there.
            boolean commits = statement.sql().equals("COMMIT") && !aborted;
            if ((commits || !open) && server.time.oneIn(2)) {
                perform(statement);
            }
            server.time.after(server.time.upTo(NOTICED), this::gone);
            return;
        }
        if (!closed && server.faults.strike() && server.time.oneIn(4)) {
            snap(statement);
            return;
        }
        Throwable failure = null;
        VirtualRows rows = null;
        try {
            rows = perform(statement);
            if (rows == null) {
                return;
            }
        } catch (PgException refused) {
            aborted = true;
            failure = refused;
        }
        if (statement.sql().equals("COMMIT") && server.faults.strike()) {
            snap(statement);
            return;
        }
        answer(statement, rows, failure);
    }

    private void answer(Statement statement, @Nullable VirtualRows rows, @Nullable Throwable failure) {
        busy = false;
        server.time.after(server.faults.delay(), () -> {
            if (failure == null) {
                statement.answer().tryComplete(rows);
            } else {
                statement.answer().tryFail(failure);
            }
        });
        next();
    }

    /** Nobody is at its other end, or has been heard of for long, and it does nothing. */
    void endIfLeft() {
        boolean silent = relays && server.time.nanos() - heardNanos > SILENCE.toNanos();
        if ((!node.isAlive() || silent) && !busy) {
            end();
        }
    }

    /** Ended by another one. */
    void end() {
        if (!broken) {
            broken = true;
            gone();
            current.tryFail(ClosedConnectionException.INSTANCE);
            queue.forEach(waits -> waits.answer().tryFail(ClosedConnectionException.INSTANCE));
            queue.clear();
        }
    }

    /** The connection breaks: whoever waits hears only that. */
    private void snap(Statement statement) {
        server.time.note(
                "connection lost", node, statement.sql().lines().findFirst().orElse(""));
        broken = true;
        statement.answer().tryFail(ClosedConnectionException.INSTANCE);
        queue.forEach(waits -> waits.answer().tryFail(ClosedConnectionException.INSTANCE));
        queue.clear();
        server.time.after(server.time.upTo(NOTICED), this::gone);
    }

    /** What it answers; nothing where it waits for a lock. */
    private @Nullable VirtualRows perform(Statement statement) {
        String sql = statement.sql();
        boolean ends = sql.equals("COMMIT") || sql.equals("ROLLBACK");
        if (cancelled && !ends) {
            cancelled = false;
            throw refusal("canceling statement due to user request", "57014");
        }
        heardNanos = server.time.nanos();
        if (sql.equals("BEGIN")) {
            open = true;
            return new VirtualRows();
        } else if (ends) {
            end(sql.equals("COMMIT") && !aborted);
            return new VirtualRows();
        } else if (sql.startsWith("ROLLBACK TO")) {
            writes = savepoint.copy();
            aborted = false;
            return new VirtualRows();
        } else if (aborted) {
            throw refusal("current transaction is aborted", "25P02");
        } else if (sql.contains("SAVEPOINT")) {
            savepoint = writes.copy();
            return new VirtualRows();
        }
        List<String> names = locked(sql, statement.values());
        for (String name : names) {
            if (!server.lock(name, this, () -> step(statement))) {
                return null;
            }
        }
        VirtualRows rows = execute(sql, statement.values());
        if (!open) {
            end(true);
        }
        return rows;
    }

    /** Ends the transaction. */
    private void end(boolean commits) {
        if (commits && server.tables.commit(writes, server.time.nanos())) {
            server.tell();
        }
        writes = new VirtualTables.Writes(node.toString());
        aborted = false;
        open = false;
        server.unlock(this);
    }

    private static PgException refusal(String why, String state) {
        return new PgException(why, "ERROR", state, null);
    }

    /** In one order, so that two that claim the same ones do not wait for each other. */
    private static List<String> locked(String sql, Tuple values) {
        if (sql.contains("busway.inbox_claim(")) {
            return Arrays.stream(values.getArrayOfStrings(0)).sorted().toList();
        } else if (sql.contains("busway.inbox_claim_one(")) {
            return List.of(values.getString(0));
        } else if (sql.contains("busway.inbox_refuse(")) {
            return List.of(values.getString(6));
        }
        return List.of();
    }

    /** Known by the functions that they call, so that a statement may change its words. */
    private VirtualRows execute(String sql, Tuple values) {
        VirtualTables tables = server.tables;
        long now = server.time.nanos();
        if (sql.contains("busway.inbox_claim(")) {
            return tables.claim(writes, List.of(values.getArrayOfStrings(0)), List.of(values.getArrayOfBuffers(3)));
        } else if (sql.contains("busway.inbox_claim_one(")) {
            return tables.claim(writes, List.of(values.getString(0)), List.of(values.getBuffer(2)));
        } else if (sql.contains("busway.inbox_finish_one(")) {
            Tuple arrays = Tuple.tuple();
            boolean none = values.getValue(6) == null;
            for (int i = 6; i < 12; i++) {
                arrays.addValue(array(none, i == 10, values.getValue(i)));
            }
            return finish(
                    arrays,
                    values.getString(0),
                    values.getInteger(2),
                    values.getBuffer(3),
                    values.getArrayOfLongs(12),
                    now);
        } else if (sql.contains("busway.inbox_finish(")) {
            VirtualRows rows = new VirtualRows("id", "door");
            String[] ids = values.getArrayOfStrings(0);
            for (int i = 0; i < ids.length; i++) {
                tables.finish(writes, ids[i], values.getArrayOfShorts(2)[i], values.getArrayOfBuffers(3)[i]);
                rows.add(ids[i], false);
            }
            return rows;
        } else if (sql.equals(InboxSql.OUT)) {
            VirtualRows rows = new VirtualRows("seq", "state");
            tables.send(writes, values, List.of(values.getArrayOfStrings(6)), values.getArrayOfLongs(8), now)
                    .forEach(row -> rows.add(row.seq(), row.state()));
            return rows;
        } else if (sql.equals(InboxSql.UNCLAIM)) {
            return tables.unclaim(writes, List.of(values.getArrayOfStrings(0)));
        } else if (sql.equals(InboxSql.RELEASE)) {
            return tables.release(writes, List.of(values.getArrayOfStrings(0)), now - 5_000_000_000L);
        } else if (sql.contains("busway.inbox_refuse(")) {
            return tables.refuse(
                    writes, values.getString(6), values.getBuffer(9), values.getBuffer(10), values.getShort(12));
        } else if (sql.contains("pg_notify('busway_done'")) {
            return tables.mark(writes, values.getArrayOfLongs(0), values.getArrayOfLongs(1), values.getBoolean(3));
        } else if (sql.contains("pg_terminate_backend(")) {
            server.terminate(values.getInteger(0));
            return new VirtualRows();
        } else if (sql.equals(InboxWorld.EFFECT)) {
            writes.effects.add(values.getString(0));
            return new VirtualRows().touched(1);
        } else if (sql.equals(InboxWorld.BAD)) {
            throw refusal("division by zero", "22012");
        }
        if (sql.equals(InboxSql.ENQUEUE)) {
            return tables.enqueue(writes, values, now);
        }
        if (sql.equals(RelaySql.LIVE)) {
            relays = true;
            return new VirtualRows("pg_advisory_lock").add("");
        }
        if (sql.contains("'busway.outbox_") || sql.startsWith("do $$")) {
            return server.ring.run(sql);
        }
        return server.relay.run(this, writes, sql, values);
    }

    private static Object array(boolean none, boolean frame, @Nullable Object value) {
        if (frame) {
            return none ? new Buffer[0] : new Buffer[] {(Buffer) value};
        }
        if (value instanceof Short number) {
            return new Short[] {number};
        }
        return none ? new String[0] : new @Nullable String[] {(String) value};
    }

    private VirtualRows finish(Tuple arrays, String id, int state, @Nullable Buffer reply, Long[] gone, long now) {
        VirtualRows rows = new VirtualRows("door", "seq", "state");
        int many = arrays.getArrayOfStrings(0).length;
        List<VirtualTables.Out> made =
                server.tables.send(writes, arrays, new ArrayList<>(java.util.Collections.nCopies(many, id)), gone, now);
        server.tables.finish(writes, id, state, reply);
        made.forEach(row -> rows.add(false, row.seq(), row.state()));
        return made.isEmpty() ? rows.add(false, null, null) : rows;
    }
}
