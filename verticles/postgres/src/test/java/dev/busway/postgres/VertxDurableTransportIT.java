package dev.busway.postgres;

import dev.busway.bus.store.Store;
import dev.busway.bus.store.StoreContext;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.eventbus.EventBusTransport;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import dev.busway.testkit.TestPostgres;
import dev.busway.testkit.cluster.LocalCluster;
import dev.busway.testkit.conformance.TransportNode;
import dev.busway.testkit.conformance.TransportSuite;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The event bus of a two-node cluster, with PostgreSQL to keep its messages, passes the suite as a durable transport. */
class VertxDurableTransportIT extends TransportSuite {
    private final LocalCluster cluster = LocalCluster.start(2);
    private final TestPostgres database = TestPostgres.freshDatabase();
    private final List<PostgresStore> stores = new ArrayList<>();

    @Override
    protected TransportNode open(String name) {
        Vertx vertx = cluster.node(name.equals("n1") ? 0 : 1);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        PostgresStore store = new PostgresStore();
        stores.add(store);
        await(store.open(new StoreContext(vertx, name, new Section("postgres", database.section()), meters)));
        EventBusTransport transport = new EventBusTransport();
        await(transport.open(new TransportContext(vertx, name, Section.empty("vertx"), meters)));
        return new TransportNode(vertx, transport.keptBy(store.mail().orElseThrow()), meters);
    }

    @Override
    protected void closeRest() {
        stores.forEach(store -> await(store.close()));
        cluster.close();
    }

    @Override
    protected Optional<Store> store(int index) {
        return Optional.of(stores.get(index));
    }

    @Override
    protected Optional<Runnable> connectionReset() {
        return Optional.of(this::endSessions);
    }

    private void endSessions() {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where datname = current_database() and pid <> pg_backend_pid()");
        } catch (SQLException failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    protected void injectGarbage(TransportNode from, ChannelSpec channel) {
        from.vertx().eventBus().send(channel.address(), new JsonArray().add("garbage"));
        from.vertx().eventBus().send(channel.address(), 42L);
        from.vertx()
                .eventBus()
                .send(
                        channel.address(),
                        "text",
                        new DeliveryOptions().addHeader("ce-id", "x").addHeader("ce-type", ""));
    }
}
