package dev.busway.postgres;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.store.Relay;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;

/** Chooses the relay's engine, for all nodes: it stands in the database. Safe on any thread. */
final class RelaySwitch implements Relay {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private static final String STATE = """
            select r.engine, r.active, r.why, coalesce((
                select max(pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn)) from pg_replication_slots s
                where s.database = current_database() and s.slot_name like 'busway%'), 0)::bigint as bytes
            from busway.relay r""";

    private static final String WANT = """
            with told as (select pg_notify('busway_relay', ''))
            update busway.relay set engine = $1, changed = clock_timestamp() where (select count(*) from told) = 1""";

    /** What a node is told by its settings counts once, when it is new: a choice by hand outlives a restart. */
    private static final String CONFIGURED = """
            update busway.relay set engine = $1, configured = $1, changed = clock_timestamp()
            where configured is distinct from $1""";

    private final Vertx vertx;
    private final Pool pool;

    RelaySwitch(Vertx vertx, Pool pool) {
        this.vertx = vertx;
        this.pool = pool;
    }

    Future<Void> configured(Optional<RelayEngine> engine) {
        return engine.isEmpty()
                ? Future.succeededFuture()
                : pool.preparedQuery(CONFIGURED)
                        .execute(Tuple.of(engine.get().word()))
                        .mapEmpty();
    }

    @Override
    public Future<State> state() {
        return pool.preparedQuery(STATE).execute().map(rows -> {
            Row row = rows.iterator().next();
            return new State(
                    row.getString("engine"),
                    row.getString("active"),
                    Optional.ofNullable(row.getString("why")),
                    RelayEngine.WORDS,
                    row.getLong("bytes"));
        });
    }

    @Override
    public Future<State> switchTo(String engine) {
        if (!RelayEngine.WORDS.contains(engine)) {
            return Future.failedFuture(new ProblemException(
                    Kind.INVALID,
                    "There is no relay engine " + engine + ".",
                    "Say one of " + String.join(", ", RelayEngine.WORDS) + "."));
        }
        long until = System.nanoTime() + PATIENCE.toNanos();
        return pool.preparedQuery(WANT).execute(Tuple.of(engine)).compose(told -> reached(engine, until));
    }

    private Future<State> reached(String engine, long until) {
        return state().compose(state -> {
            if (state.active().equals(engine) || !state.wanted().equals(engine)) {
                return Future.succeededFuture(state);
            }
            if (System.nanoTime() > until) {
                return Future.failedFuture(new ProblemException(Problem.of(
                        Kind.BUSY,
                        "The relay goes on with " + state.active() + " for now. "
                                + state.why().orElse("It waits for transactions that are open."),
                        "It stays chosen: see GET /admin/relay.")));
            }
            return vertx.timer(LOOK_EVERY.toMillis()).compose(now -> reached(engine, until));
        });
    }
}
