package dev.busway.postgres.replica;

import dev.busway.bus.ProblemException;
import dev.busway.bus.Registration;
import dev.busway.bus.store.ReplicaDesk;
import dev.busway.bus.store.Store;
import dev.busway.bus.transport.Position;
import dev.busway.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one replica on this node: fills the generation that is read and the one that is being made, looks how far they are, and swaps
 * them. What another node began is seen at the next look.
 */
final class ReplicaKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaKeeper.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Store store;
    private final Replica replica;
    private final Set<String> deletes;
    private final Map<Integer, Future<Registration>> fillings = new HashMap<>();
    private volatile long faults;
    private boolean closed;
    private long timer = -1;

    /** The row of a replica; {@code filling} 0: none. */
    private record State(String channel, int live, int filling) {}

    ReplicaKeeper(Vertx vertx, Store store, Replica replica, Set<String> deletes) {
        this.vertx = vertx;
        this.store = store;
        this.replica = replica;
        this.deletes = deletes;
    }

    Replica replica() {
        return replica;
    }

    /** Keys whose last event could not be applied, as of the last look. */
    long faults() {
        return faults;
    }

    /** As of now; faults as of the last look. */
    Future<ReplicaDesk.State> told() {
        return state().map(state -> new ReplicaDesk.State(
                replica.name(), state.channel(), replica.staleness(), faults, state.filling() > 0));
    }

    /** Completes when the replica can be read and is being filled. */
    Future<Void> start() {
        return store.sql()
                .preparedQuery(ReplicaSql.DECLARE)
                .execute(Tuple.of(replica.name(), address()))
                .compose(declared -> state())
                .compose(state -> state.channel().equals(address())
                        ? begun(state)
                        : Future.failedFuture(new ConfigException("postgres.replicas: " + replica.name() + " is of "
                                + address() + ", but its table was made from " + state.channel()
                                + ". Mend: give it another name.")))
                .compose(ready -> state())
                .compose(this::fill)
                .onSuccess(filling -> lookLater());
    }

    /** The first generation begins where the channel begins, as far as the transport keeps it. */
    private Future<Void> begun(State state) {
        if (state.live() > 0) {
            return Future.succeededFuture();
        }
        Generation first = generation(1);
        Future<?> placed = replica.channel()
                .history()
                .<Future<?>>map(history -> history.rewind(first.group(), new Position.Beginning())
                        // Another node did it, and is in the group already.
                        .recover(failure -> failure instanceof ProblemException
                                ? Future.succeededFuture()
                                : Future.failedFuture(failure)))
                .orElse(Future.succeededFuture());
        return placed.compose(
                        there -> store.sql().query(ReplicaSql.begin(first)).execute())
                .mapEmpty();
    }

    private Future<State> state() {
        return store.sql()
                .preparedQuery(ReplicaSql.STATE)
                .execute(Tuple.of(replica.name()))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    @Nullable Integer filling = row.getInteger("filling");
                    return new State(row.getString("channel"), row.getInteger("live"), filling == null ? 0 : filling);
                });
    }

    /** Joins the groups of those generations that there are, and leaves those of others. */
    private synchronized Future<Void> fill(State state) {
        Set<Integer> wanted = new HashSet<>(Set.of(state.live()));
        if (state.filling() > 0) {
            wanted.add(state.filling());
        }
        Set<Integer> over = new HashSet<>(fillings.keySet());
        over.removeAll(wanted);
        over.forEach(number -> fillings.remove(number).onSuccess(Registration::unregister));
        Future<?> all = Future.succeededFuture();
        for (int number : wanted) {
            Future<Registration> known = fillings.get(number);
            if ((known == null || known.failed()) && !closed) {
                known = new Filling(store, replica.channel(), generation(number), deletes, replica.freshness()::applied)
                        .start();
                fillings.put(number, known);
                Future<Registration> joining = known;
                all = all.compose(before -> joining);
            }
        }
        return all.mapEmpty();
    }

    private Generation generation(int number) {
        return new Generation(replica.name(), number);
    }

    private String address() {
        return replica.channel().spec().address();
    }

    private synchronized void lookLater() {
        if (!closed) {
            timer = vertx.setTimer(LOOK.toMillis(), tick -> look().onComplete(looked -> {
                if (looked.failed()) {
                    LOG.atWarn()
                            .addKeyValue("replica", replica.name())
                            .addKeyValue("cause", looked.cause().getMessage())
                            .log("replica not looked at");
                }
                lookLater();
            }));
        }
    }

    private Future<Void> look() {
        return state().compose(state -> fill(state)
                .compose(filled -> measure(state))
                .compose(measured -> state.filling() == 0 ? Future.succeededFuture() : swap(state)));
    }

    private Future<Void> measure(State state) {
        long now = System.currentTimeMillis();
        Future<?> counted = store.sql()
                .query(ReplicaSql.faults(replica.name()))
                .execute()
                .onSuccess(rows -> faults = rows.iterator().next().getLong("faults"));
        Future<?> compared = replica.behind(generation(state.live())).onSuccess(behind -> {
            if (behind.isPresent() && behind.getAsLong() == 0) {
                replica.freshness().complete(now);
            }
        });
        return Future.join(counted, compared).mapEmpty();
    }

    private Future<Void> swap(State state) {
        return replica.behind(generation(state.filling())).compose(behind -> {
            if (behind.isEmpty() || behind.getAsLong() > 0) {
                return Future.succeededFuture();
            }
            return store.sql()
                    .query(ReplicaSql.swap(generation(state.live()), generation(state.filling())))
                    .execute()
                    .compose(swapped -> state())
                    .compose(this::fill)
                    .onSuccess(swapped -> LOG.atInfo()
                            .addKeyValue("replica", replica.name())
                            .addKeyValue("generation", state.filling())
                            .log("replica made anew"));
        });
    }

    synchronized void close() {
        closed = true;
        vertx.cancelTimer(timer);
        fillings.values().forEach(filling -> filling.onSuccess(Registration::unregister));
        fillings.clear();
    }
}
