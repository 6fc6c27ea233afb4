package dev.busway.bench.outbox;

import dev.busway.bench.BenchBus;
import dev.busway.bench.ChildJvm;
import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.store.Store;
import dev.busway.bus.store.StoreContext;
import dev.busway.bus.transport.Transport;
import dev.busway.bus.transport.TransportContext;
import dev.busway.config.Section;
import dev.busway.contract.Contract;
import dev.busway.testkit.TestPostgres;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Our relay in a JVM of its own: what a node has between its database and Kafka. Arguments: URL of the database, bootstrap,
 * engine.
 */
public final class OutboxNode implements ChildJvm.Part {
    static final String CHANNEL = "bench.outbox";
    private static final long LONGEST_SECONDS = 60;

    private final TestPostgres database;
    private final String bootstrap;
    private final Engine engine;
    private @Nullable Open open;

    private record Open(Vertx vertx, Transport transport, Store store) {}

    private OutboxNode(TestPostgres database, String bootstrap, Engine engine) {
        this.database = database;
        this.bootstrap = bootstrap;
        this.engine = engine;
    }

    public static void main(String[] arguments) throws Exception {
        ChildJvm.serve(new OutboxNode(TestPostgres.of(arguments[0]), arguments[1], Engine.valueOf(arguments[2])));
    }

    @Override
    public void start() throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Transport transport = ServiceLoader.load(Transport.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.name().equals("kafka"))
                .findFirst()
                .orElseThrow();
        Store store = ServiceLoader.load(Store.class).findFirst().orElseThrow();
        open = new Open(vertx, transport, store);
        Section kafka = new Section("kafka", Map.of("bootstrap", bootstrap));
        Map<String, Object> settings = new LinkedHashMap<>(database.section());
        if (engine != Engine.POLL) {
            settings.put("relay", engine.word());
        }
        await(transport
                .open(new TransportContext(vertx, "bench", kafka, meters))
                .compose(ready ->
                        store.open(new StoreContext(vertx, "bench", new Section("postgres", settings), meters)))
                .compose(ready -> Bus.open(
                        vertx,
                        new BusSetup("bench", List.of(contract()), List.of(transport), Optional.of(store), meters)))
                .compose(store::start));
    }

    @Override
    public void stop() throws Exception {
        Open parts = open;
        open = null;
        if (parts != null) {
            await(parts.store()
                    .close()
                    .compose(closed -> parts.transport().close())
                    .compose(closed -> parts.vertx().close()));
        }
    }

    private static Contract contract() {
        Contract whole = BenchBus.contract();
        return BenchBus.with(
                whole,
                whole.channels().stream()
                        .filter(channel -> channel.address().equals(CHANNEL))
                        .toList(),
                List.of());
    }

    private static void await(Future<?> future) throws Exception {
        future.toCompletionStage().toCompletableFuture().get(LONGEST_SECONDS, TimeUnit.SECONDS);
    }
}
