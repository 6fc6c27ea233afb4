package dev.busway.postgres;

import dev.busway.bus.Bus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** What a committed unit of work still owes: its messages, and word to those who wait. */
final class AfterCommit {
    private final Bus bus;
    private final Marks marks;
    private final Waiters waiters;
    private final Relay relay;
    private final Schedule schedule;
    private final LongSupplier clock;

    AfterCommit(Bus bus, Marks marks, Waiters waiters, Relay relay, Schedule schedule, LongSupplier clock) {
        this.bus = bus;
        this.marks = marks;
        this.waiters = waiters;
        this.relay = relay;
        this.schedule = schedule;
        this.clock = clock;
    }

    void wakeRelay() {
        relay.wake();
    }

    /**
     * Tells those who wait, then sends what goes straight and marks it.
     *
     * @param row of {@link InboxSql#FINISH_ONE}
     * @param rows one per outgoing message, in order
     * @return completes when all that is still to do is in the relay's hands; never fails
     */
    Future<Void> run(Finished one, Row row, Iterable<Row> rows, long committedNanos) {
        Set<String> doors = row.getBoolean("door") ? Set.of(one.delivery().id()) : Set.of();
        return run(List.of(one), doors, rows, committedNanos).get(0);
    }

    /**
     * Does so for messages that were committed together; of one key it sends one after the other, whichever of them sent it.
     *
     * @param doors messages that a door took
     * @param rows of {@link InboxSql#OUT}: one per outgoing message, in order
     * @return one for each message
     */
    List<Future<Void>> run(List<Finished> all, Set<String> doors, Iterable<Row> rows, long committedNanos) {
        List<String> ended = new ArrayList<>();
        for (Finished one : all) {
            schedule.due(one.work().kept());
            ended.addAll(one.work().answered());
            if (one.answers() && doors.contains(one.delivery().id())) {
                ended.add(one.delivery().id());
            }
        }
        tell(ended);
        List<SentRow> straight = new ArrayList<>();
        List<List<SentRow>> own = new ArrayList<>();
        Iterator<Row> row = rows.iterator();
        boolean others = false;
        for (Finished one : all) {
            List<SentRow> mine = new ArrayList<>();
            for (Outgoing outgoing : one.outgoing()) {
                Row next = row.next();
                if (next.getInteger("state") == 0) {
                    mine.add(SentRow.of(next.getLong("seq"), outgoing));
                } else {
                    others = true;
                }
            }
            straight.addAll(mine);
            own.add(mine);
        }
        if (others) {
            relay.wake();
        }
        if (!straight.isEmpty()
                || all.stream().anyMatch(one -> !one.work().kept().isEmpty())) {
            marks.stir();
        }
        StraightSend.send(bus, clock, straight, committedNanos);
        return own.stream().map(this::sent).toList();
    }

    private Future<Void> sent(List<SentRow> rows) {
        if (rows.isEmpty()) {
            return Future.succeededFuture();
        }
        return Future.join(rows.stream().map(row -> row.sent().future()).toList())
                .compose(all -> {
                    List<Long> sent = new ArrayList<>();
                    List<Long> leftOver = new ArrayList<>();
                    rows.forEach(row -> (row.sent().future().result() ? sent : leftOver).add(row.seq()));
                    Future<Void> marked = marks.mark(sent, leftOver, List.of());
                    if (!leftOver.isEmpty()) {
                        return marked.onComplete(done -> relay.wake());
                    }
                    return marks.keepsUp() ? Future.succeededFuture() : marked;
                });
    }

    /** Rows that have gone and are not struck out yet. */
    Long[] gone() {
        return marks.gone();
    }

    /** A refusal was stored as the answer. */
    void refused(String id, RowSet<Row> rows, List<Outgoing> outgoing) {
        for (Row row : rows) {
            if (row.getBoolean("door")) {
                tell(List.of(id));
            }
        }
        if (!outgoing.isEmpty()) {
            relay.wake();
        }
    }

    private void tell(List<String> done) {
        if (!done.isEmpty()) {
            waiters.wake(done);
            marks.mark(List.of(), List.of(), done);
        }
    }
}
