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
        return row.open() ? work() : earlier(row);
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

    private Future<Outcome> work() {
        OpenWork work = new OpenWork(
                new GuardedSql(connection),
                units.destinations(),
                delivery.message(),
                units.options().retention());
        long began = System.nanoTime();
        return inTime(delivery.call(work)).transform(done -> {
            work.end();
            pace.took(System.nanoTime() - began);
            return done.succeeded() ? finish(work, done.result()) : refuse(done.cause());
        });
    }

    private Future<Outcome> finish(OpenWork work, @Nullable Object result) {
        Finished finished;
        try {
            finished = Finished.of(delivery, work, result);
        } catch (PayloadException unwritable) {
            return refuse(unwritable);
        }
        long committed = System.nanoTime();
        return transaction.commitAfter(write(finished)).compose(rows -> units.afterCommit()
                .run(finished, rows, committed)
                .map(sent -> finished.outcome()));
    }

    /** What is due later is rare, and pays for itself. */
    private Future<RowSet<Row>> write(Finished finished) {
        List<Outgoing> due = finished.work().kept();
        Future<?> kept = due.isEmpty()
                ? Future.succeededFuture()
                : connection.preparedQuery(ScheduleSql.KEEP).execute(Outgoing.kept(due, delivery.key(), delivery.id()));
        boolean one = finished.outgoing().size() <= 1;
        Future<RowSet<Row>> finish = connection
                .preparedQuery(one ? InboxSql.FINISH_ONE : InboxSql.FINISH)
                .execute(one ? finished.one(units) : finished.values(units));
        return due.isEmpty() ? finish : Future.join(kept, finish).map(both -> finish.result());
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
