package dev.busway.postgres;

import dev.busway.bus.Bus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what is in the outbox: a polling publisher that is woken. Several on one database share the work by shards. It
 * remembers no position: whatever is committed and not yet sent is found, however late it was committed. Safe on any thread.
 */
final class Relay {
    /** Looks again after so long when nobody woke it, twice as long each time. */
    private static final Duration FIRST_LOOK = Duration.ofMillis(20);

    private static final Duration IDLE_LOOK = Duration.ofSeconds(5);
    private static final Duration CONTENDED_LOOK = Duration.ofMillis(10);
    private static final Duration LONGEST_RECONNECT = Duration.ofSeconds(5);
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(10);
    /**
     * A frozen node must not keep its shards: the server ends a session that says nothing for so long. Marks that a crash of
     * the server loses cost a repeat, so they need not wait for the disk. A table that is empty one moment and full the next
     * has no statistics worth the name, so the plan is given: along the index, in order.
     */
    private static final Map<String, String> SESSION = Map.of(
            "idle_session_timeout", "20s",
            "synchronous_commit", "off",
            "enable_seqscan", "off",
            "enable_bitmapscan", "off");

    private final Vertx vertx;
    private final Context context;
    private final Database database;
    private final Destinations destinations;
    private final Marks marks;
    private final int batch;
    private final Setbacks setbacks = new Setbacks();
    private final Flight flight;
    private final Set<Integer> held = new HashSet<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Promise<Void> drained = Promise.promise();
    private @Nullable PgConnection connection;
    private Duration look = FIRST_LOOK;
    private Duration reconnect = FIRST_LOOK;
    private long timer = -1;
    private boolean running;
    private boolean draining;

    Relay(Vertx vertx, PostgresOptions options, Database database, Bus bus, Destinations destinations, Marks marks) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.database = database;
        this.destinations = destinations;
        this.marks = marks;
        this.batch = options.batch();
        this.flight = new Flight(vertx, context, bus, setbacks, this::wake);
    }

    /** There may be something to do. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(here -> {
                look = FIRST_LOOK;
                round();
            });
        }
    }

    /** Takes nothing more; completes when what is under way has ended, or after a while. */
    Future<Void> drain() {
        context.runOnContext(here -> {
            draining = true;
            vertx.setTimer(LONGEST_DRAIN.toMillis(), late -> end());
            round();
        });
        return drained.future();
    }

    private void round() {
        if (running) {
            return;
        }
        vertx.cancelTimer(timer);
        woken.set(false);
        running = true;
        connected()
                .compose(open -> {
                    var round = new RelayRound(open, destinations, setbacks, flight, marks, held, batch);
                    return draining ? round.finish() : round.run();
                })
                .onComplete(done -> context.runOnContext(here -> {
                    running = false;
                    if (draining && (done.failed() || flight.flying().isEmpty())) {
                        end();
                    } else if (done.succeeded()) {
                        reconnect = FIRST_LOOK;
                        next(done.result());
                    } else {
                        failed(done.cause());
                    }
                }));
    }

    private void next(RelayRound.Found found) {
        if (draining) {
            later(FIRST_LOOK);
        } else if (found == RelayRound.Found.ROWS || woken.get()) {
            look = FIRST_LOOK;
            round();
        } else if (found == RelayRound.Found.CONTENDED) {
            later(CONTENDED_LOOK);
        } else {
            long due = setbacks.nextMillis(System.currentTimeMillis());
            later(due < look.toMillis() ? Duration.ofMillis(due) : look);
            look = shorter(look.multipliedBy(2), IDLE_LOOK);
        }
    }

    private void failed(Throwable cause) {
        Failures.LOG
                .atWarn()
                .addKeyValue("cause", cause.getMessage())
                .addKeyValue("again_in_ms", reconnect.toMillis())
                .log("relay round failed");
        drop();
        later(reconnect);
        reconnect = shorter(reconnect.multipliedBy(2), LONGEST_RECONNECT);
    }

    private void later(Duration wait) {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(wait.toMillis(), tick -> context.runOnContext(here -> round()));
    }

    private Future<PgConnection> connected() {
        PgConnection open = connection;
        if (open != null) {
            return Future.succeededFuture(open);
        }
        return database.connect("busway-relay", SESSION).onSuccess(made -> {
            connection = made;
            made.closeHandler(closed -> context.runOnContext(here -> {
                if (made == connection) {
                    connection = null;
                    held.clear();
                    wake();
                }
            }));
        });
    }

    private void drop() {
        PgConnection open = connection;
        connection = null;
        // The server frees the locks with the session.
        held.clear();
        if (open != null) {
            open.close();
        }
    }

    private void end() {
        vertx.cancelTimer(timer);
        running = true;
        drop();
        drained.tryComplete();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
