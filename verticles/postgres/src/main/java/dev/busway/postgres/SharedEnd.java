package dev.busway.postgres;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.postgres.Turn.Company;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How messages that shared a transaction end: written together, in one flight with the commit; told after it. */
final class SharedEnd {
    private final Units units;
    private final Turns turns;
    private final InboxKey key;
    private final SqlConnection connection;
    private final Transaction transaction;
    private final List<Kept> finished = new ArrayList<>();
    private final List<Told> repeated = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private final List<Turn> alone = new ArrayList<>();

    private record Kept(Turn turn, Finished finished) {}

    private record Told(Turn turn, Outcome outcome) {}

    private record Refused(Turn turn, Problem problem) {}

    SharedEnd(Units units, Turns turns, InboxKey key, SqlConnection connection, Transaction transaction) {
        this.units = units;
        this.turns = turns;
        this.key = key;
        this.connection = connection;
        this.transaction = transaction;
    }

    void finished(Turn turn, Finished one) {
        finished.add(new Kept(turn, one));
    }

    /** It was handled before. */
    void repeated(Turn turn, InboxRow row) {
        repeated.add(new Told(turn, row.outcome(turn.delivery.message(), turn.delivery.digest())));
    }

    /** Nothing is to be written of it. */
    void told(Turn turn, Outcome outcome) {
        told.add(new Told(turn, outcome));
    }

    /** Its handler failed by itself. */
    void refused(Turn turn, Problem problem) {
        refused.add(new Refused(turn, problem));
    }

    /** It gets a transaction of its own. */
    void alone(Turn turn) {
        alone.add(turn);
    }

    /** @param unreached there was no time left for these */
    void write(List<Turn> unreached) {
        List<Finished> done = finished.stream().map(Kept::finished).toList();
        List<Turn> again = turns(repeated);
        if (done.isEmpty() && again.isEmpty()) {
            transaction.rollback().onComplete(ended -> settle(unreached));
            return;
        }
        List<Turn> unhandled = new ArrayList<>(unreached);
        unhandled.addAll(alone);
        refused.forEach(one -> unhandled.add(one.turn()));
        List<Future<?>> last = new ArrayList<>();
        if (!unhandled.isEmpty()) {
            last.add(run(InboxSql.UNCLAIM, ids(unhandled)));
        }
        Future<RowSet<Row>> released = again.isEmpty() ? null : run(InboxSql.RELEASE, ids(again));
        Future<RowSet<Row>> out = done.stream().allMatch(one -> one.outgoing().isEmpty())
                ? null
                : run(InboxSql.OUT, Finished.sent(done, key, units));
        Future<RowSet<Row>> rows = done.isEmpty() ? null : run(InboxSql.FINISH_ALL, Finished.rows(done, key, units));
        Stream.of(released, out, rows).flatMap(Stream::ofNullable).forEach(last::add);
        for (Finished one : done) {
            if (!one.work().kept().isEmpty()) {
                last.add(run(
                        ScheduleSql.KEEP,
                        Outgoing.kept(one.work().kept(), key, one.delivery().id())));
            }
        }
        long committedNanos = units.nanos();
        transaction.commitAfter(Future.join(last)).onComplete(ended -> {
            if (ended.failed()) {
                failed(ended.cause(), unreached);
                return;
            }
            if (released != null && released.result().rowCount() > 0) {
                units.afterCommit().wakeRelay();
            }
            tell(done, out, rows, committedNanos);
            settle(unreached);
        });
    }

    private Future<RowSet<Row>> run(String sql, Tuple values) {
        return connection.preparedQuery(sql).execute(values);
    }

    private Tuple ids(List<Turn> some) {
        return Tuple.tuple()
                .addArrayOfString(some.stream().map(turn -> turn.delivery.id()).toArray(String[]::new))
                .addString(key.group());
    }

    private static List<Turn> turns(List<Told> some) {
        return some.stream().map(Told::turn).toList();
    }

    private void tell(
            List<Finished> done,
            @Nullable Future<RowSet<Row>> out,
            @Nullable Future<RowSet<Row>> rows,
            long committedNanos) {
        if (rows == null) {
            return;
        }
        Set<String> waitedFor = new HashSet<>();
        rows.result().forEach(row -> {
            if (row.getBoolean("door")) {
                waitedFor.add(row.getString("id"));
            }
        });
        List<Future<Void>> sent =
                units.afterCommit().run(done, waitedFor, out == null ? List.of() : out.result(), committedNanos);
        for (int i = 0; i < done.size(); i++) {
            Kept kept = finished.get(i);
            sent.get(i)
                    .onComplete(
                            ended -> kept.turn().done.complete(kept.finished().outcome()));
        }
    }

    /** What needed nothing of this transaction, and what goes on. */
    private void settle(List<Turn> unreached) {
        repeated.forEach(one -> one.turn().done.complete(one.outcome()));
        told.forEach(one -> one.turn().done.complete(one.outcome()));
        for (Refused one : refused) {
            Outcome outcome = new Outcome.Refused(one.problem());
            if (one.problem().kind().retryable()) {
                one.turn().done.complete(outcome);
            } else {
                Refusal.never(one.turn().delivery.message(), one.problem())
                        .store(units, key)
                        .map(stored -> outcome)
                        .onComplete(one.turn().done);
            }
        }
        turns.again(alone, Company.ALONE);
        turns.again(unreached, Company.SHARED);
    }

    /** None of it took effect, or nobody knows. */
    private void failed(Throwable failure, List<Turn> unreached) {
        List<Turn> all = new ArrayList<>();
        finished.forEach(one -> all.add(one.turn()));
        all.addAll(turns(repeated));
        all.addAll(turns(told));
        refused.forEach(one -> all.add(one.turn()));
        all.addAll(alone);
        if (Failures.away(failure)) {
            all.forEach(turn -> turn.done.fail(failure));
            unreached.forEach(turn -> turn.done.fail(failure));
        } else {
            turns.again(unreached, Company.SHARED);
            turns.again(all, Company.ALONE);
        }
    }
}
