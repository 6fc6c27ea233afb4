package dev.busway.postgres;

import dev.busway.bus.Problem;
import dev.busway.message.PayloadException;
import dev.busway.postgres.Turn.Company;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Several messages that waited for the same handler, in one transaction: claimed together, handled one after the other, each behind
 * a savepoint, and written together. It is as if each had come when the one before had committed: no handler sees another's half.
 *
 * <p>One that fails takes back only what it did. One that hangs, deadlocks, or breaks the commit is handled again in a transaction
 * of its own, and the others are not held up. Used on one context.
 */
final class SharedWork {
    /** How long one claim, or one handler, may hold up the others. */
    static final Duration PATIENCE = Duration.ofMillis(250);

    private final Units units;
    private final Turns turns;
    private final InboxKey key;
    private final List<Turn> all;
    private final Pace pace;
    private final Savepoint savepoint;
    private final Transaction transaction;
    private final SharedEnd end;
    private final List<Turn> open = new ArrayList<>();
    private long startNanos;
    private long timer;
    private boolean broken;

    SharedWork(Units units, Turns turns, List<Turn> all, Pace pace, Savepoint savepoint, Transaction transaction) {
        this.units = units;
        this.turns = turns;
        this.key = all.get(0).delivery.key();
        this.all = all;
        this.pace = pace;
        this.savepoint = savepoint;
        this.transaction = transaction;
        this.end = new SharedEnd(units, turns, key, savepoint.connection(), transaction);
    }

    /** Every turn comes to its end, or back into its lane. */
    void run() {
        long longest = units.options().handling().toMillis();
        timer = units.vertx().setTimer(longest, silent -> broken(new Savepoint.Overdue()));
        List<String> ids = all.stream().map(turn -> turn.delivery.id()).toList();
        List<Buffer> digests = all.stream().map(turn -> turn.delivery.digest()).toList();
        Future<RowSet<Row>> claim =
                savepoint.connection().preparedQuery(InboxSql.CLAIM).execute(InboxRow.claim(key, ids, digests));
        savepoint
                .bounded(savepoint.cancelled(claim, PATIENCE), PATIENCE.multipliedBy(2))
                .onComplete(done -> {
                    if (done.succeeded()) {
                        claimed(done.result());
                    } else {
                        broken(done.cause());
                    }
                });
    }

    private void claimed(RowSet<Row> rows) {
        if (broken) {
            return;
        }
        Map<String, InboxRow> known = new HashMap<>();
        rows.forEach(row -> known.put(row.getString("id"), InboxRow.of(row)));
        for (Turn turn : all) {
            InboxRow row = known.get(turn.delivery.id());
            if (row == null) {
                end.alone(turn);
            } else if (!row.digest().equals(turn.delivery.digest())) {
                end.told(turn, InboxRow.conflict(turn.delivery.message()));
            } else if (row.open()) {
                open.add(turn);
            } else {
                end.repeated(turn, row);
            }
        }
        startNanos = units.nanos();
        next(0);
    }

    private void next(int index) {
        boolean late = index > 0 && units.nanos() - startNanos > Pace.TOGETHER.toNanos();
        if (index == open.size() || late) {
            units.vertx().cancelTimer(timer);
            end.write(open.subList(index, open.size()));
            return;
        }
        Turn turn = open.get(index);
        MemberSql statements = new MemberSql(turn.delivery.context());
        OpenWork work = new OpenWork(
                new GuardedSql(savepoint.connection(), statements),
                units.destinations(),
                turn.delivery.message(),
                units.options().retention());
        savepoint.set();
        long began = units.nanos();
        savepoint.bounded(turn.delivery.call(work), PATIENCE).onComplete(done -> {
            work.end();
            pace.took(units.nanos() - began);
            if (broken) {
                return;
            }
            Throwable failure = done.cause();
            if (failure instanceof Savepoint.Overdue) {
                undo(turn, null, index);
            } else {
                savepoint
                        .cancelled(statements.settled(), PATIENCE)
                        .onComplete(settled -> ended(turn, work, statements, done.result(), failure, index));
            }
        });
    }

    private void ended(
            Turn turn,
            OpenWork work,
            MemberSql statements,
            @Nullable Object result,
            @Nullable Throwable failure,
            int index) {
        if (broken) {
            return;
        }
        if (statements.apart()) {
            pace.apart();
            undo(turn, null, index);
        } else if (failure != null) {
            undo(turn, ownFault(failure) ? Failures.handler(failure) : null, index);
        } else if (statements.failed()) {
            // It went on after a failed statement; alone it is told what that means.
            savepoint.set().onComplete(whole -> {
                if (broken) {
                    return;
                }
                if (whole.succeeded()) {
                    keep(turn, work, result, index);
                } else {
                    undo(turn, null, index);
                }
            });
        } else {
            keep(turn, work, result, index);
        }
    }

    /** Whether it would fail alone just so; what the database refused may be due to the company. */
    private static boolean ownFault(Throwable failure) {
        return !(failure instanceof PgException) && !(failure instanceof IOException) && !Failures.lost(failure);
    }

    private void keep(Turn turn, OpenWork work, @Nullable Object result, int index) {
        try {
            end.finished(turn, Finished.of(turn.delivery, work, result));
        } catch (PayloadException unwritable) {
            undo(turn, Failures.problem(unwritable), index);
            return;
        }
        next(index + 1);
    }

    /** Takes back what it did; with no problem of its own it gets a transaction of its own. */
    private void undo(Turn turn, @Nullable Problem problem, int index) {
        savepoint.bounded(savepoint.rollback(), PATIENCE.multipliedBy(2)).onComplete(done -> {
            if (done.failed()) {
                broken(done.cause());
            } else if (!broken) {
                if (problem == null) {
                    end.alone(turn);
                } else {
                    end.refused(turn, problem);
                }
                next(index + 1);
            }
        });
    }

    /** Nothing of it takes effect; all are handled again, each alone. */
    private void broken(Throwable failure) {
        if (broken) {
            return;
        }
        broken = true;
        units.vertx().cancelTimer(timer);
        transaction.rollback().onComplete(done -> {
            if (Failures.lost(failure) || (done.result() == Transaction.End.LOST && Failures.away(failure))) {
                all.forEach(turn -> turn.done.fail(failure));
            } else {
                turns.again(all, Company.ALONE);
            }
        });
    }
}
