package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static dev.busway.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemMessage;
import dev.busway.bus.store.Operation;
import dev.busway.bus.store.Operation.State;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GiveUpIT {
    private static final Problem WORN_OUT = Problem.of(Kind.BROKEN, "It broke five times.");

    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.on(TestPostgres.freshDatabase(), new FakeTransport(), Map.of());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void who_waits_for_a_message_whose_tries_are_used_up_gets_the_problem() {
        Message order = order("k");
        get(node.store.accept(TestNode.ORDERS, order));
        Future<Optional<Operation>> waiting = node.store.operations().await(order.id(), Duration.ofSeconds(20));

        giveUp(order);

        assertThat(get(waiting)).hasValueSatisfying(operation -> {
            assertThat(operation.state()).isEqualTo(State.REFUSED);
            assertThat(operation.problem()).contains(WORN_OUT);
        });
        assertThat(get(node.store.accept(TestNode.ORDERS, order))).isEqualTo(new Outcome.Refused(WORN_OUT));
    }

    @Test
    void the_channel_that_wants_the_answer_gets_the_problem() {
        Message order = order("k").edit().replyTo("replies").build();

        giveUp(order);

        await().untilAsserted(() -> assertThat(node.transport.on("replies")).hasSize(1));
        Message answer = node.transport.on("replies").get(0).message();
        assertThat(answer.correlationId()).contains(order.id());
        assertThat(ProblemMessage.decode(answer)).isEqualTo(WORN_OUT);
    }

    @Test
    void a_message_given_up_is_handled_when_it_is_delivered_again() {
        Message order = order("k");
        get(node.store.accept(TestNode.ORDERS, order));
        giveUp(order);

        Outcome outcome = node.handle(
                order, (message, work) -> Future.succeededFuture(message.reply(new JsonObject().put("done", true))));

        assertThat(outcome).isInstanceOf(Outcome.Replied.class);
        Operation operation = get(node.store.operations().find(order.id())).orElseThrow();
        assertThat(operation.state()).isEqualTo(State.FINISHED);
        assertThat(operation.problem()).isEmpty();
    }

    @Test
    void an_answer_that_is_there_stays() {
        Message order = order("k");
        node.handle(order, (message, work) -> Future.succeededFuture());

        giveUp(order);

        assertThat(get(node.store.operations().find(order.id())).orElseThrow().state())
                .isEqualTo(State.FINISHED);
    }

    private void giveUp(Message order) {
        get(node.store.giveUp(TestNode.ORDERS, "orders", order, WORN_OUT));
    }
}
