package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.store.Relay;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import dev.busway.testkit.embedded.EmbeddedPostgres;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayFallbackIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private static Relay relay(TestNode node) {
        return node.store.relay().orElseThrow();
    }

    @Test
    void a_slot_that_is_lost_is_told_and_the_table_is_read_until_there_is_another() {
        FakeTransport transport = new FakeTransport();
        try (TestNode node = TestNode.on(TestPostgres.freshDatabase(), transport, Map.of())) {
            get(relay(node).switchTo("message"));
            node.sql("do $$ declare s record; begin for i in 1..200 loop"
                    + " select * into s from pg_replication_slots where database = current_database();"
                    + " exit when s.slot_name is null;"
                    + " perform pg_terminate_backend(s.active_pid);"
                    + " begin perform pg_drop_replication_slot(s.slot_name);"
                    + " exception when object_in_use then perform pg_sleep(0.01); end;"
                    + " end loop; end $$");
            await().atMost(SOON)
                    .until(() -> get(relay(node).state()).why().orElse("").contains("gave up the slot"));
            assertThat(get(relay(node).state()).active()).isEqualTo("poll");

            Message message = order("k");
            get(node.store.enqueue(TestNode.KITCHEN, message));
            await().atMost(SOON).until(() -> transport.ids().contains(message.id()));

            await().atMost(SOON).until(() -> get(relay(node).state()).active().equals("message"));
            Message later = order("k");
            get(node.store.enqueue(TestNode.KITCHEN, later));
            await().atMost(SOON).until(() -> transport.ids().contains(later.id()));
            get(relay(node).switchTo("poll"));
        }
    }

    @Test
    void what_the_log_has_left_to_the_table_is_sent_batch_after_batch() {
        FakeTransport transport = new FakeTransport();
        try (TestNode node =
                TestNode.on(TestPostgres.freshDatabase(), transport, Map.of("relay", "log", "batch", 10))) {
            await().atMost(SOON).until(() -> get(relay(node).state()).active().equals("log"));
            transport.fault = sent -> Future.succeededFuture(Outcome.refused(Problem.Kind.BUSY, "Away.", "Wait."));
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                Message message = order("k");
                ids.add(message.id());
                get(node.store.enqueue(TestNode.KITCHEN, message));
            }

            transport.fault = FakeTransport.TAKEN;

            await().atMost(SOON).until(() -> transport.ids().size() >= ids.size());
            assertThat(transport.ids()).isEqualTo(ids);
        }
    }

    @Test
    void a_server_whose_log_says_too_little_is_told_what_mends_it_and_the_table_is_read(@TempDir Path home)
            throws Exception {
        FakeTransport transport = new FakeTransport();
        try (EmbeddedPostgres server =
                        EmbeddedPostgres.start(home, EmbeddedPostgres.ANY_PORT, Map.of("wal_level", "replica"));
                TestNode node = TestNode.on(
                        new TestPostgres(
                                EmbeddedPostgres.HOST,
                                server.port(),
                                EmbeddedPostgres.DATABASE,
                                EmbeddedPostgres.USER,
                                EmbeddedPostgres.PASSWORD),
                        transport,
                        Map.of("relay", "message"))) {
            await().atMost(SOON)
                    .until(() -> get(relay(node).state()).why().orElse("").contains("wal_level = logical"));
            assertThat(get(relay(node).state()).active()).isEqualTo("poll");
            Message message = order("k");
            get(node.store.enqueue(TestNode.KITCHEN, message));
            await().atMost(SOON).until(() -> transport.ids().contains(message.id()));
        }
    }

    @Test
    void a_user_who_may_not_replicate_is_told_what_mends_it_and_the_table_is_read() {
        TestPostgres admin = TestPostgres.freshDatabase();
        String user = "plain_" + admin.database();
        try (TestNode first = TestNode.on(admin)) {
            first.sql("create role " + user + " login password 'x'");
            first.sql("grant all on database " + admin.database() + " to " + user);
            first.sql("grant all on schema busway to " + user);
            first.sql("grant all on all tables in schema busway to " + user);
            first.sql("grant all on all sequences in schema busway to " + user);
        }
        TestPostgres plain = new TestPostgres(admin.host(), admin.port(), admin.database(), user, "x");
        FakeTransport transport = new FakeTransport();
        try (TestNode node = TestNode.on(plain, transport, Map.of("relay", "log"))) {
            await().atMost(SOON)
                    .until(() -> get(relay(node).state()).why().orElse("").contains("with replication"));
            assertThat(get(relay(node).state()).active()).isEqualTo("poll");
            Message message = order("k");
            get(node.store.enqueue(TestNode.KITCHEN, message));
            await().atMost(SOON).until(() -> transport.ids().contains(message.id()));
        }
    }
}
