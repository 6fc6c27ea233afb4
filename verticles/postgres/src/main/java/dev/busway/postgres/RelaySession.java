package dev.busway.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The relay's connection, and the leases that hang on it: the server frees them when it ends, however it ends. Used on the
 * relay's context alone.
 */
final class RelaySession {
    /**
     * A frozen node must not keep its leases: the server ends a session that says nothing for so long. Marks that a crash of
     * the server loses cost a repeat, so they need not wait for the disk. A table that is empty one moment and full the next
     * has no statistics worth the name, so the plan is given: along the index, in order, and no further than needed. Without the
     * last four the server may choose to read and sort the whole backlog, by several processes, for each round.
     */
    private static final Map<String, String> SESSION = Map.ofEntries(
            Map.entry("idle_session_timeout", "20s"),
            Map.entry("client_connection_check_interval", "1s"),
            Map.entry("synchronous_commit", "off"),
            Map.entry("busway.spill", "on"),
            Map.entry("enable_seqscan", "off"),
            Map.entry("enable_bitmapscan", "off"),
            Map.entry("enable_sort", "off"),
            Map.entry("max_parallel_workers_per_gather", "0"),
            Map.entry("plan_cache_mode", "force_generic_plan"),
            Map.entry("jit", "off"));

    private final Context context;
    private final Database database;
    private final Runnable lost;
    private final Set<Integer> held = new HashSet<>();
    private @Nullable PgConnection connection;
    private Lead lead = Lead.NONE;

    /** Whether one relay does all. */
    enum Lead {
        /** Relays share the shards, round by round. */
        NONE,
        /** It has the lease, and keeps the shards that it gets. */
        GATHERING,
        /** It has the lease and every shard. */
        ALL
    }

    /** @param lost called when it has ended by itself */
    RelaySession(Context context, Database database, Runnable lost) {
        this.context = context;
        this.database = database;
        this.lost = lost;
    }

    /** Shards that this relay has. */
    Set<Integer> held() {
        return held;
    }

    /** Whether every shard is this relay's for good. */
    boolean leads() {
        return lead == Lead.ALL;
    }

    /** Whether shards are not given back after each round. */
    boolean keeps() {
        return lead != Lead.NONE;
    }

    /** Tries to have the lease of who reads the log, and every shard: others may be in the middle of a round. */
    Future<Lead> lead(PgConnection open) {
        Future<Boolean> lease = keeps()
                ? Future.succeededFuture(true)
                : open.preparedQuery(RelaySql.LEASE)
                        .execute()
                        .map(rows -> rows.iterator().next().getBoolean(0));
        return lease.compose(mine -> {
            if (!mine || leads()) {
                return Future.succeededFuture(lead);
            }
            lead = Lead.GATHERING;
            Short[] mineAlready = held.stream().map(Integer::shortValue).toArray(Short[]::new);
            return open.preparedQuery(RelaySql.LOCK_ALL)
                    .execute(Tuple.tuple().addArrayOfShort(mineAlready))
                    .map(rows -> {
                        for (Row row : rows) {
                            if (row.getBoolean("mine")) {
                                held.add(row.getInteger("shard"));
                            }
                        }
                        lead = held.size() == Outgoing.SHARDS ? Lead.ALL : Lead.GATHERING;
                        return lead;
                    });
        });
    }

    /**
     * Waits for the lease: until who has it gives it back, or dies. Nothing else goes meanwhile.
     *
     * @return whether it is this relay's; if not, it has waited long enough for once
     */
    Future<Boolean> stand(PgConnection open) {
        return open.preparedQuery(RelaySql.STAND).execute().map(rows -> {
            boolean mine = rows.iterator().next().getBoolean(0);
            lead = mine ? Lead.GATHERING : lead;
            return mine;
        });
    }

    /** Gives back the lease; the shards go back after the next round. */
    Future<Void> giveBack(PgConnection open) {
        if (!keeps()) {
            return Future.succeededFuture();
        }
        lead = Lead.NONE;
        return open.preparedQuery(RelaySql.YIELD).execute().mapEmpty();
    }

    Future<PgConnection> connected() {
        PgConnection open = connection;
        if (open != null) {
            return Future.succeededFuture(open);
        }
        return database.connect("busway-relay", SESSION)
                .compose(made -> made.preparedQuery(RelaySql.LIVE)
                        .execute(Tuple.of(database.node()))
                        .map(made))
                .onSuccess(made -> {
                    connection = made;
                    made.closeHandler(closed -> context.runOnContext(here -> {
                        if (made == connection) {
                            connection = null;
                            forget();
                            lost.run();
                        }
                    }));
                });
    }

    void drop() {
        PgConnection open = connection;
        connection = null;
        forget();
        if (open != null) {
            open.close();
        }
    }

    /** The server frees the locks with the session. */
    private void forget() {
        held.clear();
        lead = Lead.NONE;
    }
}
