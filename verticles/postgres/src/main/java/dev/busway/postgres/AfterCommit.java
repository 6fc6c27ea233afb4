package dev.busway.postgres;

import dev.busway.bus.Bus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;

/** What a committed unit of work still owes: its messages, and word to those who wait. */
final class AfterCommit {
    private final Bus bus;
    private final Marks marks;
    private final Waiters waiters;
    private final Relay relay;
    private final Schedule schedule;

    AfterCommit(Bus bus, Marks marks, Waiters waiters, Relay relay, Schedule schedule) {
        this.bus = bus;
        this.marks = marks;
        this.waiters = waiters;
        this.relay = relay;
        this.schedule = schedule;
    }

    void wakeRelay() {
        relay.wake();
    }

    /** These are due later. */
    void kept(List<Outgoing> kept) {
        schedule.due(kept);
    }

    /**
     * Tells those who wait, then sends what goes straight and marks it.
     *
     * @param rows of {@link InboxSql#FINISH}: one per outgoing message, in order
     * @return completes when all that is still to do is in the relay's hands; never fails
     */
    Future<Void> run(List<Outgoing> outgoing, RowSet<Row> rows, List<String> done, long committedNanos) {
        tell(done);
        if (outgoing.isEmpty()) {
            return Future.succeededFuture();
        }
        List<SentRow> straight = new ArrayList<>();
        int index = 0;
        for (Row row : rows) {
            if (row.getInteger("state") == 0) {
                straight.add(new SentRow(row.getLong("seq"), outgoing.get(index)));
            }
            index++;
        }
        if (straight.size() < outgoing.size()) {
            relay.wake();
        }
        if (straight.isEmpty()) {
            return Future.succeededFuture();
        }
        return StraightSend.send(bus, straight, committedNanos)
                .compose(result -> marks.mark(result.sent(), result.leftOver(), List.of())
                        .onComplete(marked -> {
                            if (!result.leftOver().isEmpty()) {
                                relay.wake();
                            }
                        }));
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
