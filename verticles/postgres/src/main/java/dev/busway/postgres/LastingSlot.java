package dev.busway.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** The end of the slot that outlives its readers. Used on the relay's context alone. */
final class LastingSlot {
    private static final int TRIES = 60;
    private static final Duration AGAIN = Duration.ofMillis(50);

    private final Vertx vertx;
    private final SlotName name;

    LastingSlot(Vertx vertx, SlotName name) {
        this.vertx = vertx;
        this.name = name;
    }

    /** The server may need a moment to see that nobody reads it; what is left of it then is dropped another time. */
    Future<Void> drop(PgConnection open) {
        return drop(open, TRIES);
    }

    private Future<Void> drop(PgConnection open, int tries) {
        return open.preparedQuery(RelaySql.DROP)
                .execute(Tuple.of(name.name()))
                .compose(
                        dropped -> dropped.size() > 0 || tries <= 1
                                ? Future.succeededFuture()
                                : vertx.timer(AGAIN.toMillis()).compose(now -> drop(open, tries - 1)),
                        active -> Future.succeededFuture());
    }

    /** The server has given it up: callers write to the table again. */
    Future<Void> lost(PgConnection open) {
        Failures.LOG
                .atError()
                .addKeyValue("slot", name.name())
                .addKeyValue("mend", "raise max_slot_wal_keep_size; see docs/outbox.md")
                .log("the server gave up the relay's slot, messages that were in the log alone may be lost");
        return open.preparedQuery(RelaySql.EMIT)
                .execute(Tuple.of(RelaySql.EMIT_OFF))
                .compose(off -> drop(open));
    }
}
