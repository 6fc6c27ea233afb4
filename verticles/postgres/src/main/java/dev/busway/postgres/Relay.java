package dev.busway.postgres;

import dev.busway.bus.Bus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Publishes what is in the outbox, by the engine that is wanted. Beneath each is the reader of the table: it remembers no
 * position, so whatever is committed and not yet sent is found, however late it was committed. Safe on any thread.
 */
final class Relay {
    /** Looks again after so long when nobody woke it, twice as long each time. */
    private static final Duration FIRST_LOOK = Duration.ofMillis(20);
    /** Handlers are at work: what a dead one left must be found soon. */
    private static final Duration BUSY_LOOK = Duration.ofSeconds(1);
    /** Nothing happens, as far as it was told. */
    private static final Duration IDLE_LOOK = Duration.ofSeconds(12);

    /** However much there is to do: whether it is to be done in another way. */
    private static final Duration LONGEST_BLINDNESS = Duration.ofSeconds(1);

    private static final Duration CONTENDED_LOOK = Duration.ofMillis(10);
    private static final Duration LONGEST_RECONNECT = Duration.ofSeconds(5);
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Context context;
    private final LongSupplier clock;
    private final RelayParts parts;
    private final RelaySession session;
    private final Steering steering;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Promise<Void> drained = Promise.promise();
    private Consumer<RelayLook> looked = look -> {};
    private Duration look = FIRST_LOOK;
    private Duration idle = IDLE_LOOK;
    private Duration reconnect = FIRST_LOOK;
    private long timer = -1;
    private long due;
    private long lastLook;
    private long drawn;
    private boolean running;
    private boolean draining;

    Relay(Vertx vertx, PostgresOptions options, Database database, Bus bus, Destinations destinations, Marks marks) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.clock = database.clock();
        this.lastLook = clock.getAsLong() - LONGEST_BLINDNESS.toNanos();
        Carriage carriage = new Carriage(bus);
        Setbacks setbacks = new Setbacks();
        Flight flight = new Flight(vertx, context, clock, carriage, setbacks, this::wake);
        this.parts = new RelayParts(carriage, flight, setbacks, destinations, marks, options.batch(), clock);
        this.session = new RelaySession(context, database, this::lost);
        this.steering = new Steering(vertx, context, options, database.node(), session, parts, this::soon);
    }

    /** Who hears of each look. */
    void looks(Consumer<RelayLook> heard) {
        this.looked = heard;
    }

    /** There may be something to do. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(here -> {
                look = FIRST_LOOK;
                if (steering.tails()) {
                    // The log brings what was written; what was left over waits a little.
                    woken.set(false);
                    steering.left();
                } else {
                    round();
                }
            });
        }
    }

    /** Another engine may be wanted. */
    void steer() {
        context.runOnContext(here -> {
            lastLook = clock.getAsLong() - LONGEST_BLINDNESS.toNanos();
            soon(Duration.ofMillis(1));
        });
    }

    /** Takes nothing more; completes when what is under way has ended, or after a while. */
    Future<Void> drain() {
        context.runOnContext(here -> {
            draining = true;
            vertx.setTimer(LONGEST_DRAIN.toMillis(), late -> end());
            if (steering.stands()) {
                // It has nothing in its hands.
                end();
                return;
            }
            steering.stop().onComplete(stopped -> context.runOnContext(now -> round()));
        });
        return drained.future();
    }

    private void lost() {
        steering.lost();
        wake();
    }

    /** Looks within so long. */
    private void soon(Duration wait) {
        if (!running && clock.getAsLong() + wait.toNanos() < due) {
            later(wait);
        }
    }

    private void round() {
        if (running || drained.future().isComplete()) {
            return;
        }
        vertx.cancelTimer(timer);
        woken.set(false);
        running = true;
        session.connected()
                .compose(this::step)
                .onComplete(done -> context.runOnContext(here -> {
                    running = false;
                    boolean over =
                            parts.flight().flying().isEmpty() && !parts.flight().marks();
                    if (draining && (done.failed() || over)) {
                        end();
                    } else if (done.succeeded()) {
                        reconnect = FIRST_LOOK;
                        next(done.result());
                    } else {
                        failed(done.cause());
                    }
                }));
    }

    private Future<RelayRound.Found> step(PgConnection open) {
        RelayRound round = new RelayRound(open, session, parts, steering.hands());
        if (draining) {
            return round.finish();
        }
        if (clock.getAsLong() - lastLook < LONGEST_BLINDNESS.toNanos()) {
            if (steering.tails()) {
                return steering.takeLeft() ? round.run() : round.finish();
            }
            if (look.equals(FIRST_LOOK)) {
                return round.run();
            }
        }
        return look(open).compose(saw -> saw.ready() ? round.run() : round.finish());
    }

    private Future<RelayLook> look(PgConnection open) {
        lastLook = clock.getAsLong();
        Takeable asked = Takeable.now(parts, steering.hands());
        return open.preparedQuery(RelaySql.LOOK)
                .execute(asked.tuple()
                        .addString(steering.lasting().name())
                        .addString(steering.passing().name())
                        .addBoolean(steering.tails()))
                .map(rows -> RelayLook.of(rows.iterator().next()))
                .compose(saw -> {
                    idle = saw.sending() || saw.drawn() != drawn ? BUSY_LOOK : IDLE_LOOK;
                    drawn = saw.drawn();
                    looked.accept(saw);
                    return steering.steer(open, saw, asked).map(saw);
                });
    }

    private void next(RelayRound.Found found) {
        if (draining) {
            later(FIRST_LOOK);
        } else if (found == RelayRound.Found.ROWS || woken.get()) {
            look = FIRST_LOOK;
            if (found == RelayRound.Found.ROWS) {
                // Behind a batch of the table there may be another one, beside the log too.
                steering.leave();
            }
            round();
        } else if (found == RelayRound.Found.CONTENDED) {
            later(CONTENDED_LOOK);
        } else {
            long again = parts.setbacks().nextMillis(parts.millis());
            Duration wait = shorter(look, idle);
            wait = steering.wanted(wait);
            if (again < wait.toMillis()) {
                steering.leave();
                wait = Duration.ofMillis(again);
            }
            later(wait);
            look = shorter(look.multipliedBy(2), idle);
        }
    }

    private void failed(Throwable cause) {
        Failures.LOG
                .atWarn()
                .addKeyValue("cause", cause.getMessage())
                .addKeyValue("again_in_ms", reconnect.toMillis())
                .log("relay round failed");
        steering.lost();
        session.drop();
        later(reconnect);
        reconnect = shorter(reconnect.multipliedBy(2), LONGEST_RECONNECT);
    }

    private void later(Duration wait) {
        vertx.cancelTimer(timer);
        due = clock.getAsLong() + wait.toNanos();
        timer = vertx.setTimer(Math.max(1, wait.toMillis()), tick -> context.runOnContext(here -> round()));
    }

    private void end() {
        vertx.cancelTimer(timer);
        running = true;
        steering.lost();
        session.drop();
        drained.tryComplete();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
