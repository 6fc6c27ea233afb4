package dev.busway.postgres;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.codec.FrameCodec;
import dev.busway.message.Message;
import dev.busway.message.PayloadException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
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
    private final InboxKey key;
    private final Message message;
    private final MessageHandler handler;
    private final SqlConnection connection;
    private final Transaction transaction;
    private final Buffer digest;
    private final Promise<Object> overdue = Promise.promise();

    UnitOfWork(Units units, InboxKey key, Message message, MessageHandler handler, SqlConnection connection) {
        this.units = units;
        this.key = key;
        this.message = message;
        this.handler = handler;
        this.connection = connection;
        this.digest = Digest.of(message);
        this.transaction = Transaction.begin(units.vertx(), units.database(), connection);
    }

    /** Fails as the database fails; every other end is an outcome. */
    Future<Outcome> run() {
        long timer = units.vertx().setTimer(units.options().handling().toMillis(), late -> overdue.tryFail(tooLate()));
        Future<InboxRow> claim = connection
                .preparedQuery(InboxSql.CLAIM)
                .execute(InboxRow.claim(key, List.of(message.id()), List.of(digest)))
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
        if (!row.digest().equals(digest)) {
            return transaction.rollback().map(ended -> InboxRow.conflict(message));
        }
        return row.open() ? work() : earlier(row);
    }

    private Future<Outcome> earlier(InboxRow row) {
        Future<RowSet<Row>> release = connection
                .preparedQuery(InboxSql.RELEASE)
                .execute(Tuple.tuple()
                        .addArrayOfString(new String[] {message.id()})
                        .addString(key.group()));
        return transaction.commitAfter(release).map(released -> {
            if (released.rowCount() > 0) {
                units.afterCommit().wakeRelay();
            }
            return row.outcome(message, digest);
        });
    }

    private Future<Outcome> work() {
        OpenWork work = new OpenWork(
                connection, units.destinations(), message, units.options().retention());
        return inTime(call(work)).transform(done -> {
            work.end();
            return done.succeeded() ? finish(work, done.result()) : refuse(done.cause());
        });
    }

    @SuppressWarnings("unchecked") // what the future holds is looked at, never cast
    private Future<Object> call(OpenWork work) {
        try {
            Future<?> handled = handler.handle(message, work);
            return handled == null
                    ? Future.failedFuture(new IllegalStateException("the handler returned no future"))
                    : (Future<Object>) handled;
        } catch (RuntimeException thrown) {
            return Future.failedFuture(thrown);
        }
    }

    private Future<Outcome> finish(OpenWork work, @Nullable Object result) {
        boolean later = work.answersLater();
        Message reply = result instanceof Message answer && !later ? correlated(answer) : null;
        List<Outgoing> outgoing = work.outgoing();
        Buffer frame;
        try {
            frame = reply == null ? null : FrameCodec.encode(reply);
            if (reply != null && message.replyTo().isPresent()) {
                outgoing.add(Destinations.reply(message.replyTo().get(), reply));
            }
        } catch (PayloadException unwritable) {
            return refuse(unwritable);
        }
        Tuple values = Outgoing.arrays(outgoing)
                .addString(message.id())
                .addString(key.group())
                .addInteger(later ? InboxSql.WORKING : InboxSql.FINISHED)
                .addBuffer(frame)
                .addString(later ? message.replyTo().orElse(null) : null)
                .addInteger(later ? InboxSql.UNFINISHED_SECONDS : units.retentionSeconds());
        long committed = System.nanoTime();
        return transaction.commitAfter(finish(work, values)).compose(rows -> {
            units.afterCommit().kept(work.kept());
            Row first = rows.iterator().next();
            if (!later && first.getBoolean("door")) {
                work.answered().add(message.id());
            }
            return units.afterCommit()
                    .run(outgoing, rows, work.answered(), committed)
                    .map(sent -> outcome(later, reply));
        });
    }

    /** What is due later is rare, and pays for itself. */
    private Future<RowSet<Row>> finish(OpenWork work, Tuple values) {
        if (work.kept().isEmpty()) {
            return connection.preparedQuery(InboxSql.FINISH).execute(values);
        }
        Future<?> kept =
                connection.preparedQuery(ScheduleSql.KEEP).execute(Outgoing.kept(work.kept(), key, message.id()));
        Future<RowSet<Row>> finish = connection.preparedQuery(InboxSql.FINISH).execute(values);
        return Future.join(kept, finish).map(both -> finish.result());
    }

    private Message correlated(Message answer) {
        return answer.correlationId().isPresent()
                ? answer
                : answer.edit().correlationId(message.id()).build();
    }

    private Outcome outcome(boolean later, @Nullable Message reply) {
        if (later) {
            return new Outcome.Accepted(message.id());
        }
        return reply == null ? Outcome.delivered() : new Outcome.Replied(reply);
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
                    : Refusal.never(message, problem).store(units, key).map(stored -> refused);
        });
    }
}
