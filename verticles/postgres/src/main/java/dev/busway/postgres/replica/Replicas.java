package dev.busway.postgres.replica;

import dev.busway.bus.Bus;
import dev.busway.bus.Channel;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.store.ReplicaDesk;
import dev.busway.bus.store.Store;
import dev.busway.config.ConfigException;
import dev.busway.contract.ChannelKind;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The replicas of one node, as {@code postgres.replicas} declares them. Safe on any thread. */
public final class Replicas implements ReplicaDesk, Shareable {
    private static final String KEY = "dev.busway.postgres.replicas";

    private final Map<String, ReplicaKeeper> all = new LinkedHashMap<>();

    private Replicas() {}

    /**
     * Makes and fills them; fails with cause and mend.
     *
     * @param store open, and able to handle messages
     */
    public static Future<Replicas> start(Vertx vertx, Bus bus, Store store, List<ReplicaOptions> options) {
        Replicas replicas = new Replicas();
        List<Future<Void>> starting = new ArrayList<>();
        try {
            for (ReplicaOptions one : options) {
                ReplicaKeeper keeper = new ReplicaKeeper(
                        vertx, store, new Replica(one.name(), channel(bus, one), store), one.deletes());
                replicas.all.put(one.name(), keeper);
            }
        } catch (ConfigException wrong) {
            return Future.failedFuture(wrong);
        }
        replicas.all.values().forEach(keeper -> {
            measure(bus, keeper);
            starting.add(keeper.start());
        });
        vertx.sharedData().<String, Replicas>getLocalMap(KEY).put(KEY, replicas);
        return Future.join(starting).map(replicas);
    }

    /**
     * Those of this node.
     *
     * @throws IllegalStateException before the store has started, or where the node has none
     */
    public static Replicas of(Vertx vertx) {
        Replicas replicas =
                vertx.sharedData().<String, Replicas>getLocalMap(KEY).get(KEY);
        if (replicas == null) {
            throw new IllegalStateException(
                    "this node has no replicas. Mend: give it a postgres section, and start it first.");
        }
        return replicas;
    }

    /**
     * The replica with this name.
     *
     * @throws IllegalArgumentException where the configuration declares none
     */
    public Replica replica(String name) {
        ReplicaKeeper keeper = all.get(name);
        if (keeper == null) {
            throw new IllegalArgumentException("there is no replica " + name + ", only " + all.keySet()
                    + ". Mend: declare it in postgres.replicas.");
        }
        return keeper.replica();
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    @Override
    public Future<List<State>> all() {
        return Future.join(all.values().stream().map(ReplicaKeeper::told).toList())
                .map(done -> done.<State>list());
    }

    @Override
    public Future<State> rebuild(String name) {
        ReplicaKeeper keeper = all.get(name);
        return keeper == null
                ? Future.failedFuture(new ProblemException(
                        Kind.INVALID,
                        "There is no replica " + (name.isEmpty() ? "without a name" : name) + ".",
                        "Name one of " + all.keySet() + ", or declare it in postgres.replicas."))
                : keeper.replica().rebuild().compose(begun -> keeper.told());
    }

    public void close() {
        all.values().forEach(ReplicaKeeper::close);
    }

    private static Channel channel(Bus bus, ReplicaOptions options) {
        Channel channel = bus.find(options.channel())
                .orElseThrow(() -> new ConfigException("postgres.replicas: " + options.name() + " is of "
                        + options.channel() + ", which no contract declares. Mend: add the owner's contract."));
        if (channel.spec().kind() != ChannelKind.PUBLISH_SUBSCRIBE
                || !channel.spec().delivery().durable()
                || channel.spec().key().isEmpty()) {
            throw new ConfigException("postgres.replicas: " + options.name() + " is of " + options.channel()
                    + ", which is no durable publish-subscribe channel with a key. Mend: declare kind:"
                    + " publish-subscribe, delivery: at-least-once and a key, or take another channel.");
        }
        return channel;
    }

    private static void measure(Bus bus, ReplicaKeeper keeper) {
        Gauge.builder(
                        "busway.replica.staleness.seconds",
                        keeper,
                        kept -> kept.replica().staleness().toMillis() / 1000.0)
                .description("The owner may know more than the replica, but nothing older than this")
                .tag("replica", keeper.replica().name())
                .register(bus.meters());
        Gauge.builder("busway.replica.faults", keeper, ReplicaKeeper::faults)
                .description("Keys of the replica whose last event could not be applied")
                .tag("replica", keeper.replica().name())
                .register(bus.meters());
    }
}
