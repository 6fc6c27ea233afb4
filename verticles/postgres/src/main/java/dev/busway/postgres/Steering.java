package dev.busway.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the relay from one engine to another, one step a look. One relay reads the log for all: it takes the lease and every
 * shard first, so that no other publishes from the table; the others stand by. The table is read as ever until the log is live,
 * and again when it fails. Used on the relay's context alone.
 */
final class Steering implements Tail.Outside {
    /** What the log could not send is looked for in the table after so long. */
    static final Duration LEFT_SOON = Duration.ofMillis(100);

    private static final Duration MARKS_SOON = Duration.ofMillis(20);
    private static final Duration NEXT_STEP = Duration.ofMillis(50);

    private final Vertx vertx;
    private final Context context;
    private final PostgresOptions options;
    private final RelaySession session;
    private final RelayParts parts;
    private final Consumer<Duration> soon;
    private final SlotName lasting;
    private final SlotName passing;
    private final LastingSlot lastingSlot;
    private final Baseline baseline = new Baseline();
    private final LogEnd logEnd = new LogEnd();
    private final LogPause pause = new LogPause();
    private @Nullable Tail tail;
    private String reported = "";
    private boolean standing;
    private boolean changing;
    private boolean somethingLeft;

    Steering(
            Vertx vertx,
            Context context,
            PostgresOptions options,
            int node,
            RelaySession session,
            RelayParts parts,
            Consumer<Duration> soon) {
        this.vertx = vertx;
        this.context = context;
        this.options = options;
        this.session = session;
        this.parts = parts;
        this.soon = soon;
        this.lasting = SlotName.lasting(options.database());
        this.passing = SlotName.passing(node);
        this.lastingSlot = new LastingSlot(vertx, lasting);
        parts.flight().tell(row -> hands().gone(row));
    }

    SlotName lasting() {
        return lasting;
    }

    SlotName passing() {
        return passing;
    }

    /** Whether the log is read. */
    boolean tails() {
        Tail open = tail;
        return open != null && open.phase() == Tail.Phase.LIVE;
    }

    /** Whether this relay waits for another to end. */
    boolean stands() {
        return standing;
    }

    RelayRound.Hands hands() {
        Tail open = tail;
        return open == null ? RelayRound.Hands.EMPTY : open.publisher();
    }

    /** How long to wait for the next look. */
    Duration wanted(Duration idle) {
        return changing && NEXT_STEP.compareTo(idle) < 0 ? NEXT_STEP : idle;
    }

    /** Takes the next step, if one is to be taken. */
    Future<Void> steer(PgConnection open, RelayLook look, Takeable asked) {
        Tail reading = tail;
        changing = false;
        if (look.lost() || (look.emit() && !look.slot())) {
            return slotLost(open, look);
        }
        if (reading != null && reading.phase() == Tail.Phase.LIVE && !look.ready()) {
            reading.publisher().nothingThere(asked, look.oldest());
        }
        if (!look.engine().tails() && !look.emit() && !look.slot()) {
            return reading == null ? poll(open, look) : stopped(reading);
        }
        if (!pause.over()) {
            return report(open, look, RelayEngine.POLL);
        }
        if (reading == null) {
            return lead(open, look);
        }
        return switch (reading.phase()) {
            case OPENED -> {
                changing = true;
                yield baseline.begin(open, look, reading);
            }
            case LIVE -> live(open, look, reading);
            default -> Future.succeededFuture();
        };
    }

    private Future<Void> poll(PgConnection open, RelayLook look) {
        pause.forget();
        if (session.keeps() && parts.flight().marks()) {
            // Whoever reads the table next must not find what was sent.
            changing = true;
            return Future.succeededFuture();
        }
        return look.active() == RelayEngine.POLL && !session.keeps()
                ? Future.succeededFuture()
                : report(open, look, RelayEngine.POLL).compose(told -> session.giveBack(open));
    }

    private Future<Void> lead(PgConnection open, RelayLook look) {
        changing = true;
        return session.lead(open).compose(lead -> {
            if (lead == RelaySession.Lead.NONE) {
                return idle() ? stand(open) : Future.succeededFuture();
            }
            if (lead == RelaySession.Lead.ALL && tail == null) {
                boolean lasts = look.engine() == RelayEngine.MESSAGE || look.emit() || look.slot();
                logEnd.forget();
                baseline.forget();
                Tail fresh = new Tail(vertx, context, options, lasts ? lasting : passing, parts, this);
                tail = fresh;
                fresh.start();
            }
            return Future.succeededFuture();
        });
    }

    /** Whether nothing of this relay holds up who wants every shard. */
    private boolean idle() {
        return session.held().isEmpty()
                && parts.flight().flying().isEmpty()
                && !parts.flight().marks();
    }

    /** Again and again, without a look: what there is to do is done by who has the lease. */
    private Future<Void> stand(PgConnection open) {
        standing = true;
        Promise<Void> over = Promise.promise();
        stand(open, over);
        return over.future().onComplete(done -> standing = false);
    }

    private void stand(PgConnection open, Promise<Void> over) {
        session.stand(open)
                .onSuccess(mine -> {
                    if (mine) {
                        over.complete();
                    } else {
                        stand(open, over);
                    }
                })
                .onFailure(over::fail);
    }

    private Future<Void> live(PgConnection open, RelayLook look, Tail reading) {
        pause.forget();
        boolean lasts = reading.slot().lasting();
        if (look.engine() == RelayEngine.MESSAGE) {
            logEnd.forget();
            if (!lasts) {
                return stopped(reading);
            }
            return look.emit()
                    ? report(open, look, RelayEngine.MESSAGE)
                    : open.preparedQuery(RelaySql.EMIT)
                            .execute(Tuple.of(RelaySql.EMIT_ON))
                            .compose(on -> {
                                changing = true;
                                return report(open, look, RelayEngine.MESSAGE);
                            });
        }
        if (!lasts) {
            return look.engine() == RelayEngine.LOG ? report(open, look, RelayEngine.LOG) : stopped(reading);
        }
        changing = true;
        return logEnd.reached(open, look, reading.publisher().position())
                .compose(reached ->
                        reached ? stopped(reading).compose(done -> lastingSlot.drop(open)) : Future.succeededFuture());
    }

    private Future<Void> stopped(Tail reading) {
        changing = true;
        tail = null;
        return reading.stop();
    }

    private Future<Void> slotLost(PgConnection open, RelayLook look) {
        Tail reading = tail;
        tail = null;
        pause.failed("The server gave up the slot " + lasting.name() + ": the log grew beyond max_slot_wal_keep_size.");
        return (reading == null ? Future.<Void>succeededFuture() : reading.stop())
                .compose(stopped -> lastingSlot.lost(open))
                .compose(dropped -> report(open, look, RelayEngine.POLL));
    }

    /** Says it where it is not said already. */
    private Future<Void> report(PgConnection open, RelayLook look, RelayEngine active) {
        String told = String.valueOf(pause.why());
        if (look.active() == active && told.equals(reported)) {
            return Future.succeededFuture();
        }
        reported = told;
        return open.preparedQuery(RelaySql.REPORT)
                .execute(Tuple.of(active.word(), pause.why()))
                .mapEmpty();
    }

    /** The connection has ended, and the leases with it. */
    void lost() {
        standing = false;
        Tail reading = tail;
        tail = null;
        if (reading != null) {
            reading.abort();
        }
    }

    /** Ends the reading of the log; what it had under way lands first. */
    Future<Void> stop() {
        Tail reading = tail;
        tail = null;
        return reading == null ? Future.succeededFuture() : reading.stop();
    }

    @Override
    public Future<PgConnection> connection() {
        return session.connected();
    }

    /** Whether there may be something in the table since this was asked last. */
    boolean takeLeft() {
        boolean was = somethingLeft;
        somethingLeft = false;
        return was;
    }

    void leave() {
        somethingLeft = true;
    }

    @Override
    public void left() {
        somethingLeft = true;
        soon.accept(LEFT_SOON);
    }

    @Override
    public void sent() {
        soon.accept(MARKS_SOON);
    }

    @Override
    public void opened() {
        soon.accept(Duration.ofMillis(1));
    }

    @Override
    public void ended(Tail ended, @Nullable Throwable cause) {
        if (tail == ended) {
            tail = null;
            if (cause == null || LogFailure.passing(cause)) {
                pause.shortly();
            } else {
                pause.failed(LogFailure.explain(cause));
            }
            soon.accept(NEXT_STEP);
        }
    }
}
