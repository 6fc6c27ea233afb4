package dev.busway.bench.waiters;

import dev.busway.bench.BenchBus;
import dev.busway.bench.ChildJvm;
import dev.busway.bench.fleet.Ports;
import dev.busway.bus.Bus;
import dev.busway.bus.MessageHandler;
import dev.busway.bus.cluster.ClusterOptions;
import dev.busway.bus.cluster.ClusteredVertx;
import dev.busway.bus.gateway.Gateway;
import dev.busway.bus.gateway.GatewayContext;
import dev.busway.bus.gateway.GatewayContext.Phase;
import dev.busway.bus.store.Store;
import dev.busway.bus.store.StoreContext;
import dev.busway.config.Section;
import dev.busway.testkit.TestPostgres;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One of the two nodes: event bus and store, made of the real parts. As a main it is the one with the door; words: URL of the
 * database, its port in the cluster, the other's.
 */
public final class WaitersNode implements AutoCloseable {
    static final String CHANNEL = "bench.jobs";
    static final String HOST = "127.0.0.1";
    private static final long OPEN_SECONDS = 60;

    private final Vertx vertx;
    private final Store store;
    private final Bus bus;

    private WaitersNode(Vertx vertx, Store store, Bus bus) {
        this.vertx = vertx;
        this.store = store;
        this.bus = bus;
    }

    public static void main(String[] arguments) throws Exception {
        WaitersNode node = open(
                "door", TestPostgres.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        int port = Ports.free(1).get(0);
        Gateway http = ServiceLoader.load(Gateway.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(gateway -> gateway.name().equals("http"))
                .findFirst()
                .orElseThrow();
        Section config = new Section("http", Map.of("port", port));
        await(http.open(new GatewayContext(node.vertx, node.bus, "door", config, () -> Phase.READY, () -> "")));
        ChildJvm.ready(port);
    }

    /** A member of the cluster, on this database. Blocks. */
    static WaitersNode open(String name, TestPostgres database, int port, int other) {
        String cluster = "bench-" + Math.min(port, other);
        Vertx vertx = await(ClusteredVertx.open(
                new VertxOptions().setEventLoopPoolSize(1),
                new ClusterOptions(cluster, HOST, port, 0, List.of(HOST + ":" + other))));
        Store store = ServiceLoader.load(Store.class).findFirst().orElseThrow();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        await(store.open(new StoreContext(vertx, name, new Section("postgres", database.section()), meters)));
        Bus bus = await(BenchBus.open(vertx, name, BenchBus.contract("waiters.yaml"), Map.of(), Optional.of(store)));
        await(store.start(bus));
        return new WaitersNode(vertx, store, bus);
    }

    /** Lets this node handle what comes. Blocks. */
    void handle(MessageHandler handler) {
        await(Future.<Object>future(done -> vertx.runOnContext(go ->
                bus.channel(CHANNEL).handle("bench", handler).onComplete(handles -> done.handle(handles.mapEmpty())))));
    }

    @Override
    public void close() {
        await(bus.drain());
        await(store.close());
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(OPEN_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException("not within " + OPEN_SECONDS + " s", late);
        }
    }
}
