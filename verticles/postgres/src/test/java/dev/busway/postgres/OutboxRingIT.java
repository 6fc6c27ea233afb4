package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.config.Section;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxRingIT {
    private final FakeTransport transport = new FakeTransport();
    private final TestNode node = TestNode.on(TestPostgres.freshDatabase(), transport, Map.of());
    private final OutboxRing ring = new OutboxRing(new Database(node.vertx, PostgresOptions.from(section())).doors());

    private Section section() {
        return new Section("postgres", node.database.section());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private int current() {
        return node.sql("select ((extract(epoch from now())::bigint / 600) % 3)::int")
                .iterator()
                .next()
                .getInteger(0);
    }

    private long size(int part) {
        return node.sql("select pg_relation_size('busway.outbox_" + part + "')")
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    void a_partition_whose_messages_are_sent_gives_its_space_back_and_what_is_kept_moves_on() {
        transport.fault = sent -> sent.key().equals("never")
                ? Future.succeededFuture(Outcome.refused(Kind.TOO_LARGE, "far too large", ""))
                : FakeTransport.TAKEN.on(sent);
        int part = current();
        get(node.store.enqueue(TestNode.KITCHEN, order("never")));
        for (int i = 0; i < 50; i++) {
            get(node.store.enqueue(TestNode.KITCHEN, order("k" + i)));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> node.count("busway.outbox where state <> 2") == 0);
        assertThat(size(part)).isPositive();

        assertThat(get(ring.empty(part, (part + 1) % 3))).isTrue();

        assertThat(size(part)).isZero();
        assertThat(node.count("busway.outbox where state = 2 and part = " + (part + 1) % 3))
                .isEqualTo(1);
    }

    @Test
    void a_partition_in_which_something_waits_stays() {
        transport.fault = sent -> Future.succeededFuture(Outcome.refused(Kind.BUSY, "not now", ""));
        int part = current();
        get(node.store.enqueue(TestNode.KITCHEN, order("k")));

        assertThat(get(ring.empty(part, (part + 1) % 3))).isFalse();

        assertThat(node.count("busway.outbox")).isEqualTo(1);
    }
}
