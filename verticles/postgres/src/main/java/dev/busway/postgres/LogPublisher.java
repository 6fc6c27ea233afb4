package dev.busway.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Publishes what the log tells of, in the order of commits. Whatever cannot go at once is left to the table, where it is
 * already or is put now, and is sent from there; until it has gone, what the log brings with the same key is left there too.
 * Used on the relay's context alone.
 */
final class LogPublisher implements Lanes.Ends, RelayRound.Hands {
    /** Numbers of the table are drawn so far apart; between them there is room. */
    private static final int ROOM = 1000;

    private final SlotName slot;
    private final RelayParts parts;
    private final Outside outside;
    private final Lanes lanes;
    private final Spill spill;
    private final Held held = new Held();
    private final Untold untold = new Untold();
    private final LogProgress progress = new LogProgress();
    private SnapshotView seen = SnapshotView.NOTHING;
    private boolean halted;

    /** What it needs of who reads. */
    interface Outside {
        Future<PgConnection> connection();

        /** There is something in the table to send. */
        void left();

        /** Rows have gone, their marks are to be written. */
        void sent();

        /** So much of the log is dealt with, and all before this position. */
        void settled(int kibibytes, long position);

        /** Makes a mark in the log; its position. */
        Future<Long> mark();

        /** What is in the log alone could not be put into the table. */
        void broken(Throwable cause);
    }

    LogPublisher(Context context, SlotName slot, RelayParts parts, Outside outside) {
        this.slot = slot;
        this.parts = parts;
        this.outside = outside;
        this.lanes = new Lanes(context, parts, this);
        this.spill = new Spill(outside::connection);
    }

    /** Begins: the rows that were in the table at that moment are sent from there. */
    void begin(SnapshotView view, List<RelayedRow> ready, List<RelayedRow> straight) {
        seen = view;
        ready.forEach(row -> held.add(row, Held.VISIBLE));
        straight.forEach(row -> held.straight(row.sequence()));
    }

    long position() {
        return progress.position();
    }

    boolean isIdle() {
        return lanes.isEmpty();
    }

    /** Lets go of what takes too long. */
    void check() {
        lanes.check();
        held.forgetStraight();
    }

    /** What is under way lands, and nothing more begins: others may be at it. */
    void halt() {
        halted = true;
        lanes.halt();
    }

    void take(Logged one) {
        if (one instanceof Logged.Begin begin) {
            progress.begins(new LogTransaction(begin.xid(), seen.sees(begin.xid())));
        } else if (one instanceof Logged.Inserted inserted) {
            inserted(new Handed(inserted.row(), progress.last()), inserted.state());
        } else if (one instanceof Logged.Emitted emitted) {
            emitted(new Handed(emitted.row(), progress.last(), emitted.number()));
        } else if (one instanceof Logged.Commit commit) {
            progress.last().ends(commit.end());
            untold.readTo(commit.end());
            outside.settled(0, progress.advance());
        }
    }

    private void inserted(Handed one, int state) {
        RelayedRow row = one.row();
        boolean seenInTable = one.transaction().seen();
        if (state == 0 && row.key() != null && !seenInTable) {
            held.straight(row.sequence());
        }
        boolean ours = state == 1
                && !seenInTable
                && !parts.flight().recent().has(row.seq())
                && !parts.flight().flying().containsKey(row.seq());
        if (ours) {
            offer(one);
        } else {
            settle(one);
        }
    }

    /** The log may bring it again when it is opened again. */
    private void emitted(Handed one) {
        if (parts.flight().recent().has(one.row().seq())) {
            settle(one);
        } else {
            offer(one);
        }
    }

    private void offer(Handed one) {
        if (held.holds(one.sequence()) || !parts.carriage().knows(one.row().channel())) {
            left(one);
        } else {
            lanes.offer(one);
        }
    }

    @Override
    public void landed(Handed one, Carriage.Landing landing) {
        boolean later = landing.end() == Carriage.End.LATER;
        Handed.Spilled spilled = one.spilled();
        if (later) {
            parts.setbacks().add(one.row(), parts.millis());
        }
        if (spilled != null) {
            spilled.written().onSuccess(there -> landedLate(spilled.row(), landing));
        } else if (later || (one.inLogAlone() && landing.end() == Carriage.End.NEVER)) {
            left(one);
        } else {
            gone(one, landing);
        }
    }

    /** It was put into the table meanwhile. */
    private void landedLate(RelayedRow row, Carriage.Landing landing) {
        parts.flight().lands(row.seq());
        if (landing.end() == Carriage.End.SENT) {
            parts.flight().ended(new Carriage.Landing(row, landing.end(), null));
            held.remove(row);
            outside.sent();
        } else {
            outside.left();
        }
    }

    private void gone(Handed one, Carriage.Landing landing) {
        if (one.inLogAlone()) {
            parts.flight().recent().add(one.row().seq());
        } else {
            parts.flight().ended(landing);
            outside.sent();
        }
        held.remove(one.row());
        settle(one);
    }

    @Override
    public void late(Handed one) {
        left(one);
    }

    @Override
    public void left(Handed one) {
        if (halted) {
            outside.left();
        } else if (one.inLogAlone()) {
            spill(one);
        } else {
            held.add(one.row(), Integer.toUnsignedLong(one.transaction().xid()));
            settle(one);
            outside.left();
        }
    }

    /** Comes behind what the table has of its key, and before what the log brings next. */
    private void spill(Handed one) {
        long behind = held.highest(one.sequence()) + 1;
        boolean room = behind > one.number() && (behind - one.number()) % ROOM != 0;
        RelayedRow row = one.row().at(room ? behind : one.number());
        if (parts.flight().flying().containsKey(one.row().seq())) {
            parts.flight().takesOff(row);
        }
        held.add(row, Held.NO_ROW);
        Future<Void> written = spill.write(row);
        one.spills(new Handed.Spilled(row, written));
        written.onSuccess(there -> {
                    parts.flight().recent().add(one.row().seq());
                    held.add(row, Held.VISIBLE);
                    settle(one);
                    outside.left();
                })
                .onFailure(failure -> {
                    parts.flight().lands(row.seq());
                    outside.broken(failure);
                });
    }

    private void settle(Handed one) {
        if (one.settle()) {
            outside.settled(LogReader.kibibytes(one.row()), progress.advance());
        }
    }

    @Override
    public Collection<String> sequences() {
        return lanes.sequences();
    }

    @Override
    public List<RelayedRow> take(List<RelayedRow> rows) {
        List<RelayedRow> mine = new ArrayList<>();
        Set<String> waiting = new HashSet<>(lanes.sequences());
        for (RelayedRow row : rows) {
            if (waiting.contains(row.sequence()) || parts.flight().recent().has(row.seq())) {
                continue;
            }
            if (mayGo(row)) {
                untold.remove(row.seq());
                held.add(row, Held.VISIBLE);
                mine.add(row);
            } else {
                waiting.add(row.sequence());
            }
        }
        if (untold.wantsMark()) {
            Set<Long> found = untold.waiting();
            outside.mark().onSuccess(position -> {
                untold.marked(found, position);
                outside.left();
            });
        }
        return mine;
    }

    /** Whether nothing that the log has yet to bring comes before it. Where all is in the table, nothing does. */
    private boolean mayGo(RelayedRow row) {
        return !slot.lasting() || (!held.pending(row.sequence()) && (held.has(row) || untold.passes(row.seq())));
    }

    @Override
    public void gone(RelayedRow row) {
        held.remove(row);
    }

    /** The table had nothing to send of what was asked for. */
    void nothingThere(Takeable asked, long oldest) {
        held.forgetRows(asked, oldest);
        untold.clear();
    }
}
