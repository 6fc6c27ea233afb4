package dev.busway.postgres;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.message.PayloadException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One try of one message on one connection: claim, handler, finish. Two flights are ours: BEGIN with the claim, which is awaited
 * because a repeat must not take effect; then what goes out, the answer and COMMIT.
 */
final class UnitOfWork {
    private final Units units;
    private final Delivery delivery;
    private final Pace pace;
    private final SqlConnection connection;
    private final Transaction transaction;
    private final Promise<Object> overdue = Promise.promise();

    /** @param pace is told how long the handler took */
    UnitOfWork(Units units, Delivery delivery, Pace pace, SqlConnection connection, Transaction transaction) {
        this.units = units;
        this.delivery = delivery;
        this.pace = pace;
        this.connection = connection;
        this.transaction = transaction;
    }

    /** Fails as the database fails; every other end is an outcome. */
    Future<Outcome> run() {
        long timer = units.vertx().setTimer(units.options().handling().toMillis(), late -> overdue.tryFail(tooLate()));
        Future<InboxRow> claim = connection
                .preparedQuery(InboxSql.CLAIM_ONE)
                .execute(InboxRow.claim(delivery.key(), delivery.id(), delivery.digest()))
                .map(rows -> InboxRow.of(rows.iterator().next()));
        return inTime(claim)
                .compose(
                        this::claimed, failure -> transaction.rollback().compose(ended -> Future.failedFuture(failure)))
                .onComplete(done -> units.vertx().cancelTimer(timer));
    }

    private ProblemException tooLate() {
        return new ProblemException(
                Kind.TIMEOUT,
                "The message was not handled within "
                        + units.options().handling().toMillis() + " ms.",
                "Let the handler do less, or raise postgres.handling.");
    }

    private <T> Future<T> inTime(Future<T> step) {
        Promise<T> first = Promise.promise();
        step.onComplete(done -> {
            if (done.succeeded()) {
                first.tryComplete(done.result());
            } else {
                first.tryFail(done.cause());
            }
        });
        overdue.future().onFailure(first::tryFail);
        return first.future();
    }

    private Future<Outcome> claimed(InboxRow row) {
        if (!row.digest().equals(delivery.digest())) {
            return transaction.rollback().map(ended -> InboxRow.conflict(delivery.message()));
        }
        return row.open() ? work(row) : earlier(row);
    }

    private Future<Outcome> earlier(InboxRow row) {
        Future<RowSet<Row>> release = connection
                .preparedQuery(InboxSql.RELEASE)
                .execute(Tuple.tuple()
                        .addArrayOfString(new String[] {delivery.id()})
                        .addString(delivery.key().group()));
        return transaction.commitAfter(release).map(released -> {
            if (released.rowCount() > 0) {
                units.afterCommit().wakeRelay();
            }
            return row.outcome(delivery.message(), delivery.digest());
        });
    }

    private Future<Outcome> work(InboxRow row) {
        OpenWork work = new OpenWork(
                new GuardedSql(connection),
                units.destinations(),
                delivery.message(),
                units.options().retention());
        long began = units.nanos();
        return inTime(delivery.call(work)).transform(done -> {
            work.end();
            pace.took(units.nanos() - began);
            return done.succeeded() ? finish(row, work, done.result()) : refuse(done.cause());
        });
    }

    private Future<Outcome> finish(InboxRow row, OpenWork work, @Nullable Object result) {
        Finished finished;
        try {
            finished = Finished.of(delivery, work, result);
        } catch (PayloadException unwritable) {
            return refuse(unwritable);
        }
        long committed = units.nanos();
        return transaction.commitAfter(write(row, finished)).compose(written -> units.afterCommit()
                .run(finished, written.row(), written.out(), committed)
                .map(sent -> finished.outcome()));
    }

    /**
     * What was written.
     *
     * @param row of {@link InboxSql#FINISH_ONE}
     * @param out one for each outgoing message, in order
     */
    private record Written(Row row, Iterable<Row> out) {}

    /** One statement; what is due later, or more than one message that goes out, is rarer, and pays for itself. */
    private Future<Written> write(InboxRow row, Finished finished) {
        List<Outgoing> due = finished.work().kept();
        List<Outgoing> outgoing = finished.outgoing();
        boolean many = outgoing.size() > 1;
        Future<?> kept = due.isEmpty()
                ? Future.succeededFuture()
                : connection.preparedQuery(ScheduleSql.KEEP).execute(Outgoing.kept(due, delivery.key(), delivery.id()));
        Future<RowSet<Row>> sent = many
                ? connection
                        .preparedQuery(InboxSql.OUT)
                        .execute(Finished.sent(List.of(finished), delivery.key(), units))
                : Future.succeededFuture();
        Future<RowSet<Row>> end = connection
                .preparedQuery(InboxSql.FINISH_ONE)
                .execute(finished.alone(units, row, many ? List.of() : outgoing));
        return Future.join(kept, sent, end)
                .map(all -> new Written(end.result().iterator().next(), many ? sent.result() : end.result()));
    }

    private Future<Outcome> refuse(Throwable failure) {
        return transaction.rollback().compose(ended -> {
            // A reset shows as an IOException, and so does the handler's own trouble with a third party.
            if (Failures.lost(failure) || (ended == Transaction.End.LOST && Failures.away(failure))) {
                return Future.failedFuture(failure);
            }
            Problem problem = Failures.handler(failure);
            Outcome refused = new Outcome.Refused(problem);
            return problem.kind().retryable()
                    ? Future.succeededFuture(refused)
                    : Refusal.never(delivery.message(), problem)
                            .store(units, delivery.key())
                            .map(stored -> refused);
        });
    }
}
