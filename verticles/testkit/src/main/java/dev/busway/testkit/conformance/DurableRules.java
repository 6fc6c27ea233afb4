package dev.busway.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.Registration;
import dev.busway.bus.transport.Feature;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a durable transport must do besides: keep, deliver again, give up. */
public abstract class DurableRules extends BoundRules {
    @Test
    void a_message_sent_before_anybody_took_the_channel_is_handled() {
        needs(Feature.DURABLE);
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
        needs(Feature.DURABLE);
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
        needs(Feature.DURABLE);
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
        needs(Feature.DURABLE);
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
        needs(Feature.DURABLE, Feature.ORDERED);
        String address = address();
        given(pointToPoint(address).key("/key").build());
        AtomicInteger fine = new AtomicInteger();
        handleOnTwo(address, "g", (message, work) -> {
            if (message.key().orElse("").equals("poison")) {
                throw new IllegalStateException("never");
            }
            return Future.succeededFuture(fine.incrementAndGet());
        });
        await(one().channel(address).send(message("poison", 0)));

        for (int i = 0; i < 20; i++) {
            await(one().channel(address).send(message("k" + i % 5, i)));
        }

        eventually(() -> fine.get() == 20);
    }

    @Test
    void a_poison_message_parks_alone_where_the_contract_says_so_and_its_key_goes_on() {
        needs(Feature.DURABLE, Feature.ORDERED);
        String address = address();
        String dead = address + ".dead";
        given(
                pointToPoint(address)
                        .key("/key")
                        .parkMessages()
                        .deadLetter(dead)
                        .build(),
                pointToPoint(dead).build());
        Queue<Integer> handled = new ConcurrentLinkedQueue<>();
        AtomicInteger letters = new AtomicInteger();
        handleOnTwo(address, "g", (message, work) -> {
            if (number(message) == 1) {
                throw new IllegalStateException("poison");
            }
            return Future.succeededFuture(handled.add(number(message)));
        });
        handleOnOne(dead, "g", (message, work) -> Future.succeededFuture(letters.incrementAndGet()));

        for (int i = 0; i < 5; i++) {
            await(one().channel(address).send(message("k", i)));
        }

        eventually(() -> handled.size() == 4 && letters.get() == 1);
        assertThat(handled).containsExactly(0, 2, 3, 4);
    }

    @Test
    void a_poison_message_parks_its_keys_sequence_in_order_and_other_keys_flow() {
        needs(Feature.DURABLE, Feature.ORDERED, Feature.PARKING);
        String address = address();
        String dead = address + ".dead";
        given(
                pointToPoint(address).key("/key").deadLetter(dead).build(),
                pointToPoint(dead).build());
        Handled handled = new Handled();
        Queue<Integer> letters = new ConcurrentLinkedQueue<>();
        handleOnTwo(address, "g", (message, work) -> {
            if (message.key().orElseThrow().equals("k") && number(message) == 1) {
                throw new IllegalStateException("poison");
            }
            handled.note(message);
            return Future.succeededFuture();
        });
        handleOnOne(dead, "g", (message, work) -> Future.succeededFuture(letters.add(number(message))));

        for (int i = 0; i < 5; i++) {
            await(one().channel(address).send(message("k", i)));
            await(one().channel(address).send(message("other", i)));
        }

        eventually(() -> handled.size() == 6 && letters.size() == 4);
        assertThat(letters).containsExactly(1, 2, 3, 4);
    }

    @Test
    void a_group_that_was_away_gets_what_was_published_meanwhile() {
        needs(Feature.DURABLE, Feature.GROUPS);
        String address = address();
        given(publishSubscribe(address).build());
        Queue<Integer> came = new ConcurrentLinkedQueue<>();
        Registration first =
                handleOnTwo(address, "g", (message, work) -> Future.succeededFuture(came.add(number(message))));
        await(one().channel(address).publish(message(1)));
        eventually(() -> came.size() == 1);
        await(first.unregister());

        await(one().channel(address).publish(message(2)));
        handleOnOne(address, "g", (message, work) -> Future.succeededFuture(came.add(number(message))));

        eventually(() -> came.contains(2));
        assertThat(came).containsExactly(1, 2);
    }
}
