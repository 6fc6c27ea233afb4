package dev.busway.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What every transport must do, on two nodes: {@link StyleRules}, {@link GroupRules}, {@link FailureRules}, and below what a
 * durable one must do besides. An implementation extends this class and gives two nodes.
 */
public abstract class TransportSuite extends FailureRules {
    @Test
    void a_message_sent_before_anybody_took_the_channel_is_handled() {
        assumeTrue(features().durable(), "the transport keeps nothing");
        String address = address();
        given(pointToPoint(address).build());
        await(one().channel(address).send(message(5)));
        Queue<Integer> came = new ConcurrentLinkedQueue<>();

        handleOnTwo(address, "g", (message, work) -> Future.succeededFuture(came.add(number(message))));

        eventually(() -> !came.isEmpty());
        assertThat(came).containsExactly(5);
    }

    @Test
    void a_message_refused_for_now_is_delivered_again() {
        assumeTrue(features().durable(), "the transport keeps nothing");
        String address = address();
        given(pointToPoint(address).build());
        AtomicInteger tries = new AtomicInteger();
        handleOnTwo(
                address,
                "g",
                (message, work) -> tries.incrementAndGet() < 3
                        ? Future.failedFuture(new ProblemException(Problem.Kind.BUSY, "Not now.", ""))
                        : Future.succeededFuture());

        await(one().channel(address).send(message()));

        eventually(() -> tries.get() == 3);
    }

    @Test
    void a_message_that_keeps_failing_becomes_a_dead_letter_with_its_history() {
        assumeTrue(features().durable(), "the transport keeps nothing");
        String address = address();
        String dead = address + ".dead";
        given(pointToPoint(address).deadLetter(dead).build(), pointToPoint(dead).build());
        AtomicInteger tries = new AtomicInteger();
        Queue<Message> letters = new ConcurrentLinkedQueue<>();
        handleOnTwo(address, "g", (message, work) -> {
            tries.incrementAndGet();
            throw new IllegalStateException("never");
        });
        handleOnOne(dead, "g", (message, work) -> Future.succeededFuture(letters.add(message)));
        Message sent = message(9).edit().key("k").build();

        await(one().channel(address).send(sent));

        eventually(() -> !letters.isEmpty());
        Message letter = letters.element();
        assertThat(tries).hasValue(3);
        assertThat(letter.id()).isEqualTo(sent.id());
        assertThat(letter.key()).contains("k");
        assertThat(number(letter)).isEqualTo(9);
        assertThat(letter.extensions())
                .containsEntry("dlqattempts", "3")
                .containsEntry("dlqchannel", address)
                .containsKeys("dlqreason", "dlqgroup");
    }

    @Test
    void a_message_that_can_never_succeed_becomes_a_dead_letter_at_once() {
        assumeTrue(features().durable(), "the transport keeps nothing");
        String address = address();
        String dead = address + ".dead";
        given(pointToPoint(address).deadLetter(dead).build(), pointToPoint(dead).build());
        AtomicInteger tries = new AtomicInteger();
        Queue<Message> letters = new ConcurrentLinkedQueue<>();
        handleOnTwo(address, "g", (message, work) -> {
            tries.incrementAndGet();
            return Future.failedFuture(new ProblemException(Problem.Kind.INVALID, "Wrong.", ""));
        });
        handleOnOne(dead, "g", (message, work) -> Future.succeededFuture(letters.add(message)));

        await(one().channel(address).send(message()));

        eventually(() -> !letters.isEmpty());
        assertThat(tries).hasValue(1);
    }

    @Test
    void a_key_that_fails_does_not_hold_up_the_others() {
        assumeTrue(features().durable() && features().ordered(), "the transport keeps nothing, or no order");
        String address = address();
        given(pointToPoint(address).key("/key").build());
        AtomicInteger fine = new AtomicInteger();
        handleOnTwo(address, "g", (message, work) -> {
            if (message.key().orElse("").equals("poison")) {
                throw new IllegalStateException("never");
            }
            return Future.succeededFuture(fine.incrementAndGet());
        });
        await(one().channel(address).send(Message.of("rule.Keyed", new JsonObject().put("key", "poison"))));

        for (int i = 0; i < 20; i++) {
            await(one().channel(address).send(Message.of("rule.Keyed", new JsonObject().put("key", "k" + i % 5))));
        }

        eventually(() -> fine.get() == 20);
    }
}
