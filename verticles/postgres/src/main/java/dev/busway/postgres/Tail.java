package dev.busway.postgres;

import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One reading of the log, from the making of its slot to the end of its thread. Used on the relay's context alone. */
final class Tail implements LogReader.Heard, LogPublisher.Outside {
    private static final Duration CHECK_EVERY = Duration.ofMillis(250);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final SlotName slot;
    private final Outside outside;
    private final LogReader reader;
    private final LogPublisher publisher;
    private final Promise<Void> stopped = Promise.promise();
    private final Closeable hook = this::closed;
    private Phase phase = Phase.OPENING;
    private long timer = -1;

    /** How far it is. */
    enum Phase {
        /** The slot is being made; that waits for transactions that are open now. */
        OPENING,
        /** The slot is there, and what the table has is not known yet. */
        OPENED,
        LIVE,
        STOPPING,
        ENDED
    }

    /** What it needs of the relay. */
    interface Outside {
        Future<PgConnection> connection();

        /** There is something in the table to send. */
        void left();

        /** Rows have gone, their marks are to be written. */
        void sent();

        /** The slot is there. */
        void opened();

        /** It reads no more. */
        void ended(Tail tail, @Nullable Throwable cause);
    }

    Tail(Vertx vertx, Context context, PostgresOptions options, SlotName slot, RelayParts parts, Outside outside) {
        this.vertx = vertx;
        this.slot = slot;
        this.outside = outside;
        this.reader = new LogReader(options, slot, context, this);
        this.publisher = new LogPublisher(context, slot, parts, this);
    }

    void start() {
        // Its thread is not one of Vert.x's, and would outlive it.
        ((VertxInternal) vertx).addCloseHook(hook);
        reader.start();
    }

    Phase phase() {
        return phase;
    }

    SlotName slot() {
        return slot;
    }

    LogPublisher publisher() {
        return publisher;
    }

    @Override
    public void opened() {
        if (phase == Phase.OPENING) {
            phase = Phase.OPENED;
            outside.opened();
        }
    }

    /** Begins: the rows that were in the table at that moment are sent from there. */
    void live(SnapshotView seen, List<RelayedRow> ready, List<RelayedRow> straight) {
        publisher.begin(seen, ready, straight);
        phase = Phase.LIVE;
        timer = vertx.setPeriodic(CHECK_EVERY.toMillis(), tick -> publisher.check());
        reader.go();
    }

    @Override
    public void took(List<Logged> batch) {
        if (phase == Phase.LIVE) {
            batch.forEach(publisher::take);
        }
    }

    @Override
    public void settled(int kibibytes, long position) {
        reader.release(kibibytes);
        reader.settled(position);
        if (phase == Phase.STOPPING && publisher.isIdle()) {
            end();
        }
    }

    /** Takes nothing more from the log; completes when what was under way has landed, or after a while. */
    Future<Void> stop() {
        if (phase == Phase.ENDED) {
            return stopped.future();
        }
        boolean live = phase == Phase.LIVE;
        phase = Phase.STOPPING;
        if (!live || publisher.isIdle()) {
            end();
        } else {
            vertx.setTimer(LONGEST_STOP.toMillis(), late -> end());
        }
        return stopped.future();
    }

    private void end() {
        if (phase != Phase.STOPPING) {
            return;
        }
        halt();
        if (slot.lasting()) {
            reader.stop();
            // It sleeps until something comes.
            mark();
            vertx.setTimer(LONGEST_STOP.toMillis(), late -> reader.abort());
        } else {
            reader.abort();
        }
    }

    private void halt() {
        phase = Phase.ENDED;
        vertx.cancelTimer(timer);
        publisher.halt();
    }

    private void closed(Completable<Void> done) {
        reader.abort();
        done.succeed();
    }

    /** Ends at once: the leases are lost, and others may be at it. */
    void abort() {
        halt();
        reader.abort();
    }

    @Override
    public Future<Long> mark() {
        return outside.connection()
                .compose(open -> open.query(RelaySql.MARK).execute())
                .map(rows -> rows.iterator().next().getLong("position"));
    }

    @Override
    public void broken(Throwable cause) {
        // The log still has it: read again by the next who opens it.
        reader.abort();
        ended(cause);
    }

    @Override
    public void ended(@Nullable Throwable cause) {
        if (stopped.future().isComplete()) {
            return;
        }
        halt();
        ((VertxInternal) vertx).removeCloseHook(hook);
        stopped.tryComplete();
        outside.ended(this, cause);
    }

    @Override
    public Future<PgConnection> connection() {
        return outside.connection();
    }

    @Override
    public void left() {
        outside.left();
    }

    @Override
    public void sent() {
        outside.sent();
    }
}
