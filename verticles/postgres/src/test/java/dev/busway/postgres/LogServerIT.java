package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.bus.store.Relay;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import dev.busway.testkit.embedded.EmbeddedPostgres;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server does to who reads its log. */
class LogServerIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private static TestPostgres database(EmbeddedPostgres server) {
        return new TestPostgres(
                EmbeddedPostgres.HOST,
                server.port(),
                EmbeddedPostgres.DATABASE,
                EmbeddedPostgres.USER,
                EmbeddedPostgres.PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "message"})
    void a_restart_of_the_server_loses_nothing_keeps_the_order_and_the_engine_comes_back(
            String engine, @TempDir Path home) throws Exception {
        EmbeddedPostgres server = EmbeddedPostgres.start(home, EmbeddedPostgres.ANY_PORT);
        FakeTransport transport = new FakeTransport();
        try (TestNode node = TestNode.on(database(server), transport, Map.of())) {
            Relay relay = node.store.relay().orElseThrow();
            get(relay.switchTo(engine));
            List<String> durable = new ArrayList<>();
            send(node, 100, durable);

            int port = server.port();
            server.close();
            server = EmbeddedPostgres.start(home, port);

            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> get(relay.state()).active().equals(engine));
            send(node, 100, durable);
            await().atMost(SOON)
                    .until(() -> new LinkedHashSet<>(transport.ids()).containsAll(durable)
                            && node.count("busway.outbox") == 0);
            assertThat(new LinkedHashSet<>(transport.ids())).containsExactlyElementsOf(durable);
            get(relay.switchTo("poll"));
        } finally {
            server.close();
        }
    }

    private static void send(TestNode node, int count, List<String> durable) {
        for (int i = 0; i < count; i++) {
            Message message = order("k");
            Outcome outcome = get(node.store.enqueue(TestNode.KITCHEN, message));
            assertThat(outcome).isEqualTo(Outcome.delivered());
            durable.add(message.id());
        }
    }

    @Test
    void what_the_log_tells_long_before_others_can_see_it_is_sent_once(@TempDir Path home) throws Exception {
        FakeTransport transport = new FakeTransport();
        try (EmbeddedPostgres server = EmbeddedPostgres.start(home, EmbeddedPostgres.ANY_PORT);
                TestNode node = TestNode.on(database(server), transport, Map.of())) {
            Relay relay = node.store.relay().orElseThrow();
            get(relay.switchTo("log"));
            // A commit waits for a standby that never comes, when it is in the log already.
            node.sql("alter system set synchronous_standby_names = 'nobody'");
            node.sql("select pg_reload_conf()");
            await().atMost(SOON)
                    .until(() ->
                            node.count("pg_settings where name = 'synchronous_standby_names' and setting = 'nobody'")
                                    == 1);
            Message message = order("k");
            Future<Outcome> stored = node.store.enqueue(TestNode.KITCHEN, message);
            await().atMost(SOON).until(() -> transport.ids().contains(message.id()));
            assertThat(stored.isComplete()).isFalse();

            node.database.execute("set synchronous_commit = local; update busway.relay set engine = 'poll';"
                    + " select pg_notify('busway_relay', '')");
            await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> !stored.isComplete());
            node.sql("alter system reset synchronous_standby_names");
            node.sql("select pg_reload_conf()");

            assertThat(get(stored)).isEqualTo(Outcome.delivered());
            await().atMost(SOON).until(() -> get(relay.state()).active().equals("poll"));
            await().atMost(SOON).until(() -> node.count("busway.outbox") == 0);
            assertThat(transport.ids()).containsExactly(message.id());
        }
    }
}
