package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.store.Operation;
import dev.busway.bus.store.Operation.State;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CancelIT {
    private final AtomicInteger effects = new AtomicInteger();
    private final MessageHandler works = (message, work) -> {
        effects.incrementAndGet();
        return Future.succeededFuture();
    };
    private TestNode node;
    private TestNode other;

    @BeforeEach
    void start() {
        FakeTransport slow = new FakeTransport();
        slow.fault = sent -> Future.succeededFuture(Outcome.refused(Kind.BUSY, "not now", ""));
        node = TestNode.on(TestPostgres.freshDatabase(), slow, Map.of());
        other = TestNode.on(node.database);
    }

    @AfterEach
    void stop() {
        other.close();
        node.close();
    }

    @Test
    void a_message_that_is_cancelled_is_not_handled_and_who_waits_is_told_on_any_node() {
        Message order = order("k").edit().delay(Duration.ofHours(1)).build();
        get(node.store.accept(TestNode.ORDERS, order));
        Future<Optional<Operation>> waiting = other.store.operations().await(order.id(), Duration.ofSeconds(60));

        Operation cancelled = get(node.store.operations().cancel(order.id())).orElseThrow();

        assertThat(cancelled.state()).isEqualTo(State.REFUSED);
        assertThat(cancelled.problem().orElseThrow().kind()).isEqualTo(Kind.CONFLICT);
        assertThat(get(waiting).orElseThrow().state()).isEqualTo(State.REFUSED);
        assertThat(node.count("busway.scheduled")).isZero();
        assertThat(Objects.requireNonNull(other.handle(order, works).problem()).kind())
                .isEqualTo(Kind.CONFLICT);
        assertThat(effects).hasValue(0);
        assertThat(get(node.store.accept(TestNode.ORDERS, order)).problem()).isNotNull();
    }

    @Test
    void what_is_handled_or_being_handled_is_not_cancelled() {
        Message order = order("k");
        get(node.store.accept(TestNode.ORDERS, order));
        Promise<Void> gate = Promise.promise();
        Promise<Void> entered = Promise.promise();
        Future<Outcome> handled = node.store.handle(TestNode.ORDERS, "orders", order, (message, work) -> {
            entered.complete();
            return gate.future();
        });
        get(entered.future());

        assertThat(get(other.store.operations().cancel(order.id()))
                        .orElseThrow()
                        .state())
                .isEqualTo(State.ACCEPTED);
        gate.complete();
        assertThat(get(handled)).isEqualTo(Outcome.delivered());
        assertThat(get(other.store.operations().cancel(order.id()))
                        .orElseThrow()
                        .state())
                .isEqualTo(State.FINISHED);
        assertThat(get(other.store.operations().cancel("nobody"))).isEmpty();
    }

    @Test
    void an_operation_outlives_the_node_that_took_it() {
        Message order = order("k");
        try (TestNode dying = TestNode.on(node.database, node.transport, Map.of())) {
            get(dying.store.accept(TestNode.ORDERS, order));
        }
        Future<Optional<Operation>> waiting = other.store.operations().await(order.id(), Duration.ofSeconds(60));

        node.handle(order, works);

        assertThat(get(waiting).orElseThrow().state()).isEqualTo(State.FINISHED);
    }

    @Test
    void who_waits_on_another_node_is_told_by_the_commit_and_not_by_the_next_look() {
        long start = System.nanoTime();
        int rounds = 40;
        for (int i = 0; i < rounds; i++) {
            Message order = order("k" + i);
            get(node.store.accept(TestNode.ORDERS, order));
            Future<Optional<Operation>> waiting = other.store.operations().await(order.id(), Duration.ofSeconds(60));
            node.handle(order, works);
            assertThat(get(waiting).orElseThrow().state()).isEqualTo(State.FINISHED);
        }
        // A look comes every 2 s: on average each would take one; a slow machine takes a small part of it.
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isLessThan(Duration.ofSeconds(rounds).multipliedBy(3).dividedBy(4));
    }
}
