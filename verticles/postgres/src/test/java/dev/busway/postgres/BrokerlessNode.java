package dev.busway.postgres;

import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.MessageHandler;
import dev.busway.bus.cluster.ClusterOptions;
import dev.busway.bus.cluster.ClusteredVertx;
import dev.busway.bus.store.StoreContext;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.eventbus.EventBusTransport;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.testkit.Specs;
import dev.busway.testkit.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A member of a cluster with the event bus and PostgreSQL alone; in this JVM, or one of its own that can be killed. */
final class BrokerlessNode implements AutoCloseable {
    static final ChannelSpec ORDERS = Specs.pointToPoint("orders")
            .delivery(Delivery.EFFECTIVELY_ONCE)
            .key("/key")
            .retry(5, Duration.ofMillis(50), Duration.ofSeconds(1))
            .deadLetter("orders.dead")
            .build();

    final Bus bus;
    private final Vertx vertx;
    private final PostgresStore store = new PostgresStore();

    BrokerlessNode(String name, TestPostgres database, int port, int other) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        vertx = await(ClusteredVertx.open(
                new VertxOptions(), ClusterOptions.loopback(port, List.of("127.0.0.1:" + port, "127.0.0.1:" + other))));
        EventBusTransport transport = new EventBusTransport();
        await(transport.open(new TransportContext(vertx, name, Section.empty("vertx"), meters)));
        await(store.open(new StoreContext(vertx, name, new Section("postgres", database.section()), meters)));
        bus = await(Bus.open(
                vertx,
                new BusSetup(
                        name,
                        List.of(Specs.contract(List.of(ORDERS))),
                        List.of(transport),
                        Optional.of(store),
                        meters)));
        await(store.start(bus));
    }

    /** Takes orders: each writes one line of the book, in the transaction of its inbox row. */
    void takeOrders() {
        MessageHandler book = (order, work) -> work.sql()
                .preparedQuery("insert into public.book (node, key, number) values ($1, $2, $3)")
                .execute(Tuple.of(
                        bus.node(), order.json().getString("key"), order.json().getInteger("number")));
        await(bus.channel("orders").handle("orders", book));
    }

    RowSet<Row> sql(String sql) {
        return await(store.sql().query(sql).execute());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("not within 60 s", late);
        }
    }

    @Override
    public void close() {
        await(bus.drain());
        await(store.close());
        await(vertx.close());
    }

    /** Starts one in its own JVM that takes orders; blocks until it does. */
    static Process child(TestPostgres database, int port, int other) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerlessNode.class.getName(),
                Integer.toString(port),
                Integer.toString(other)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put(
                        TestPostgres.URL,
                        "postgresql://" + database.user() + ":" + database.password() + "@" + database.host() + ":"
                                + database.port() + "/" + database.database());
        Process child = builder.start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        String line = lines.readLine();
        while (line != null && !line.equals("ready")) {
            said.append(line).append('\n');
            line = lines.readLine();
        }
        if (line == null) {
            throw new AssertionError("the child is not ready:\n" + said);
        }
        Thread reader = new Thread(() -> lines.lines().forEach(more -> {}), "child-output");
        reader.setDaemon(true);
        reader.start();
        return child;
    }

    /** The child. */
    public static void main(String[] ports) {
        TestPostgres database = TestPostgres.of(System.getenv(TestPostgres.URL));
        new BrokerlessNode("child", database, Integer.parseInt(ports[0]), Integer.parseInt(ports[1])).takeOrders();
        System.out.println("ready");
    }
}
