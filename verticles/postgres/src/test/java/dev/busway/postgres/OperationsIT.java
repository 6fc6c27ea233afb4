package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.store.Operation;
import dev.busway.bus.store.Operation.State;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationsIT {
    private TestNode node;

    @BeforeEach
    void start() {
        FakeTransport transport = new FakeTransport();
        transport.fault = sent -> Future.succeededFuture(Outcome.refused(Kind.BUSY, "not now", ""));
        node = TestNode.on(database(), transport, Map.of("waiters", 10));
    }

    TestPostgres database() {
        return TestPostgres.freshDatabase();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void an_operation_is_told_as_far_as_it_is_when_the_wait_ends() {
        Message order = order("k");
        get(node.store.accept(TestNode.ORDERS, order));

        Operation operation = get(node.store.operations().await(order.id(), Duration.ofMillis(100)))
                .orElseThrow();

        assertThat(operation.state()).isEqualTo(State.ACCEPTED);
        assertThat(operation.channel()).isEqualTo("orders");
        assertThat(get(node.store.operations().await("nobody", Duration.ofSeconds(30))))
                .isEmpty();
    }

    @Test
    void hundreds_that_finish_at_once_wake_whoever_waits_for_them() {
        List<Future<Optional<Operation>>> waiting = new ArrayList<>();
        List<Message> orders = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Message order = order("k" + i);
            orders.add(order);
            get(node.store.accept(TestNode.ORDERS, order));
            waiting.add(node.store.operations().await(order.id(), Duration.ofSeconds(30)));
        }
        orders.forEach(order ->
                node.store.handle(TestNode.ORDERS, "orders", order, (message, work) -> Future.succeededFuture()));

        List<Optional<Operation>> found = get(Future.all(waiting)).list();

        assertThat(found)
                .allSatisfy(
                        operation -> assertThat(operation.orElseThrow().state()).isEqualTo(State.FINISHED));
    }

    @Test
    void more_waiters_than_the_bound_are_busy() {
        Message order = order("k");
        get(node.store.accept(TestNode.ORDERS, order));
        List<Future<Optional<Operation>>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(node.store.operations().await(order.id(), Duration.ofSeconds(60)));
        }

        assertThatThrownBy(() -> get(node.store.operations().await(order.id(), Duration.ofSeconds(2))))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        busy -> assertThat(busy.problem().kind()).isEqualTo(Kind.BUSY));

        node.handle(order, (message, work) -> Future.succeededFuture());
        get(Future.all(waiting));
        assertThat(get(node.store.operations().await(order.id(), Duration.ofMillis(10))))
                .isPresent();
    }
}
