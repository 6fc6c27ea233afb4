package dev.busway.postgres;

import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.bus.store.StoreContext;
import dev.busway.config.Section;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Contract;
import dev.busway.contract.Delivery;
import dev.busway.contract.KeyPath;
import dev.busway.contract.OperationSpec;
import dev.busway.contract.Retry;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A node with a store, a bus and the fake transport, on a real database. */
final class TestNode implements AutoCloseable {
    static final ChannelSpec ORDERS = channel(
            "orders", ChannelKind.POINT_TO_POINT, Delivery.EFFECTIVELY_ONCE, Optional.of("$message.payload#/key"));
    static final ChannelSpec KITCHEN = channel(
            "kitchen", ChannelKind.POINT_TO_POINT, Delivery.AT_LEAST_ONCE, Optional.of("$message.payload#/key"));
    static final ChannelSpec EVENTS =
            channel("events", ChannelKind.PUBLISH_SUBSCRIBE, Delivery.AT_LEAST_ONCE, Optional.empty());
    static final ChannelSpec REPLIES =
            channel("replies", ChannelKind.POINT_TO_POINT, Delivery.AT_LEAST_ONCE, Optional.empty());

    static final ChannelSpec BELL = channel("bell", ChannelKind.POINT_TO_POINT, Delivery.BEST_EFFORT, Optional.empty());

    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final PostgresStore store = new PostgresStore();
    final TestPostgres database;
    final FakeTransport transport;
    final Bus bus;

    private TestNode(TestPostgres database, FakeTransport transport, Map<String, Object> settings) {
        this.database = database;
        this.transport = transport;
        Map<String, Object> section = new HashMap<>(database.section());
        section.putAll(settings);
        get(store.open(new StoreContext(vertx, "test", new Section("postgres", section), meters)));
        OperationSpec createOrder = new OperationSpec(
                "createOrder",
                OperationSpec.Action.RECEIVE,
                "orders",
                List.of(),
                Optional.of("replies"),
                true,
                List.of(),
                OperationSpec.DEFAULT_TIMEOUT,
                OperationSpec.DEFAULT_MAX_IN_FLIGHT,
                Optional.empty(),
                OperationSpec.Respond.NOW);
        Contract contract = new Contract(
                "test",
                "Test",
                "1.0.0",
                "3.0.0",
                List.of(ORDERS, KITCHEN, EVENTS, REPLIES, BELL),
                List.of(createOrder),
                "{}",
                List.of());
        this.bus = get(Bus.open(
                vertx, new BusSetup("test", List.of(contract), List.of(transport), Optional.of(store), meters)));
        get(store.start(bus));
    }

    static TestNode on(TestPostgres database) {
        return on(database, new FakeTransport(), Map.of());
    }

    static TestNode on(TestPostgres database, FakeTransport transport, Map<String, Object> settings) {
        return new TestNode(database, transport, settings);
    }

    private static ChannelSpec channel(String name, ChannelKind kind, Delivery delivery, Optional<String> key) {
        return new ChannelSpec(
                name,
                name,
                kind,
                delivery,
                "fake",
                name,
                key.map(KeyPath::parse),
                4,
                Retry.DEFAULTS,
                Optional.empty(),
                ChannelSpec.Interop.FRAME,
                1000,
                List.of());
    }

    static Message order(String key) {
        return Message.of("CreateOrder", new JsonObject().put("key", key));
    }

    Outcome handle(Message message, MessageHandler handler) {
        return get(store.handle(ORDERS, "orders", message, handler));
    }

    RowSet<Row> sql(String sql) {
        return get(store.sql().query(sql).execute());
    }

    long count(String from) {
        return sql("select count(*) from " + from).iterator().next().getLong(0);
    }

    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : new IllegalStateException(failed);
        } catch (InterruptedException | java.util.concurrent.TimeoutException hung) {
            throw new IllegalStateException(hung);
        }
    }

    @Override
    public void close() {
        get(store.close());
        get(vertx.close());
    }
}
