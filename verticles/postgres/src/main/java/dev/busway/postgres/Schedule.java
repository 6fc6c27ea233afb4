package dev.busway.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;

/**
 * Moves messages that have become due to the outbox. It sleeps until the next one is due; nodes that share a database do so side by
 * side. What nobody told of is told by the relay, which looks now and then. Safe on any thread.
 */
final class Schedule {
    private static final Duration CONTENDED = Duration.ofMillis(20);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final int MOVED_AT_ONCE = 500;
    private static final long NEVER = Long.MAX_VALUE;

    private final Vertx vertx;
    private final Context context;
    private final Pool pool;
    private final Relay relay;
    private final Promise<Void> drained = Promise.promise();
    private long timer = -1;
    /** When the timer goes off, or a look is wanted that must wait for the running one; {@link System#nanoTime} in milliseconds. */
    private long wanted = NEVER;

    private boolean looking;
    private boolean draining;

    Schedule(Vertx vertx, Pool pool, Relay relay) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.pool = pool;
        this.relay = relay;
    }

    /** Looks at once. */
    void start() {
        due(0);
    }

    /** Something committed is due then: milliseconds since 1970. */
    void due(long millis) {
        long wait = Math.max(0, millis - System.currentTimeMillis());
        context.runOnContext(here -> within(wait));
    }

    /** The first of these. */
    void due(List<Outgoing> kept) {
        kept.stream().mapToLong(Outgoing::dueMillis).min().ifPresent(this::due);
    }

    /** Moves nothing more; completes when what is under way has ended. */
    Future<Void> drain() {
        context.runOnContext(here -> {
            draining = true;
            vertx.cancelTimer(timer);
            if (!looking) {
                drained.tryComplete();
            }
        });
        return drained.future();
    }

    private void within(long millis) {
        long at = System.nanoTime() / 1_000_000 + millis;
        if (draining || millis == NEVER || at >= wanted) {
            return;
        }
        wanted = at;
        if (!looking) {
            vertx.cancelTimer(timer);
            timer = vertx.setTimer(Math.max(1, millis), tick -> context.runOnContext(here -> look()));
        }
    }

    private void look() {
        if (looking || draining) {
            return;
        }
        looking = true;
        wanted = NEVER;
        next().compose(millis -> millis > 0 ? Future.succeededFuture(millis) : move())
                .onComplete(done -> context.runOnContext(here -> {
                    looking = false;
                    if (draining) {
                        drained.tryComplete();
                        return;
                    }
                    if (done.failed()) {
                        Failures.LOG
                                .atWarn()
                                .addKeyValue("cause", done.cause().getMessage())
                                .log("schedule not read");
                    }
                    long later = wanted;
                    wanted = NEVER;
                    within(done.succeeded() ? done.result() : AFTER_FAILURE.toMillis());
                    if (later != NEVER) {
                        within(Math.max(0, later - System.nanoTime() / 1_000_000));
                    }
                }));
    }

    /** How long to sleep; 0 when something is due. */
    private Future<Long> next() {
        return pool.preparedQuery(ScheduleSql.NEXT).execute().map(rows -> {
            for (Row row : rows) {
                return Math.max(0, row.getLong("millis"));
            }
            return NEVER;
        });
    }

    private Future<Long> move() {
        return pool.preparedQuery(ScheduleSql.MOVE)
                .execute(Tuple.of(MOVED_AT_ONCE))
                .map(rows -> {
                    // What is due and not to be had is in the hands of somebody else.
                    if (rows.iterator().next().getInteger("moved") == 0) {
                        return CONTENDED.toMillis();
                    }
                    relay.wake();
                    return 0L;
                });
    }
}
