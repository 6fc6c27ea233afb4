package dev.busway.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.busway.bus.Bus;
import dev.busway.bus.Problem;
import dev.busway.bus.transport.Feature;
import dev.busway.contract.Contract;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Messages for later on a durable transport, beside a store that keeps them: not early, in order, whichever node is there. */
public abstract class LaterRules extends StoredRules {
    private static final Duration LATER = Duration.ofSeconds(2);
    /** Long enough to send many before they are due on a busy machine: what is sent too late goes at once, before what is kept. */
    private static final Duration MUCH_LATER = Duration.ofSeconds(8);

    private static final int TOGETHER = 30;
    private static final List<String> KEYS = List.of("a", "b", "c");

    @Test
    void a_message_for_later_is_handled_when_it_is_due_and_not_before() {
        Contract contract = kept(pointToPoint(address()));
        Bus keeper = stored(0, contract).bus();
        String address = only(contract);
        Map<String, Long> handled = new ConcurrentHashMap<>();
        handle(node(1).vertx(), stored(1, contract).bus(), address, "g", (message, work) -> {
            handled.put(message.id(), System.currentTimeMillis());
            return Future.succeededFuture();
        });
        Message delayed = later(1, LATER);
        Message scheduled =
                message(2).edit().deliverAt(Instant.now().plus(LATER)).build();

        await(keeper.channel(address).send(delayed));
        await(keeper.channel(address).send(scheduled));

        eventually(() -> handled.size() == 2);
        for (Message message : List.of(delayed, scheduled)) {
            assertThat(handled.get(message.id())).isGreaterThanOrEqualTo(message.deliverAtMillis());
        }
    }

    @Test
    void a_message_that_was_due_is_handled_at_once() {
        Contract contract = kept(pointToPoint(address()));
        Queue<Integer> came = taking(contract);
        Message past =
                message(1).edit().deliverAt(Instant.now().minusSeconds(3600)).build();

        await(stored(0, contract).bus().channel(only(contract)).send(past));

        eventually(() -> came.contains(1));
    }

    @Test
    void a_message_for_later_holds_up_none_that_is_sent_behind_it() {
        needs(Feature.ORDERED);
        Contract contract = kept(pointToPoint(address()).key("/key"));
        Queue<Integer> came = taking(contract);
        Bus keeper = stored(0, contract).bus();

        await(keeper.channel(only(contract))
                .send(message("a", 1).edit().delay(Duration.ofHours(1)).build()));
        await(keeper.channel(only(contract)).send(message("a", 2)));

        eventually(() -> !came.isEmpty());
        assertThat(came).containsExactly(2);
    }

    @Test
    void messages_of_one_key_that_are_due_together_are_handled_in_the_order_in_which_they_were_sent() {
        needs(Feature.ORDERED);
        Contract contract = kept(pointToPoint(address()).key("/key").shards(4));
        Handled handled = new Handled();
        handle(node(1).vertx(), stored(1, contract).bus(), only(contract), "g", (message, work) -> {
            handled.note(message);
            return Future.succeededFuture();
        });
        Bus keeper = stored(0, contract).bus();
        Instant due = Instant.now().plus(MUCH_LATER);

        for (int n = 0; n < TOGETHER; n++) {
            int number = n;
            await(Future.all(KEYS.stream()
                    .map(key -> keeper.channel(only(contract))
                            .send(message(key, number).edit().deliverAt(due).build()))
                    .toList()));
        }

        eventually(() -> handled.size() == TOGETHER * KEYS.size());
        List<Integer> inOrder = IntStream.range(0, TOGETHER).boxed().toList();
        assertThat(handled.sequences()).containsExactly(inOrder, inOrder, inOrder);
    }

    @Test
    void messages_due_one_after_the_other_are_handled_in_the_order_of_their_times() {
        needs(Feature.ORDERED);
        Contract contract = kept(pointToPoint(address()).key("/key"));
        Queue<Integer> came = taking(contract);
        Bus keeper = stored(0, contract).bus();
        Instant first = Instant.now().plus(MUCH_LATER);

        for (int n = 4; n >= 0; n--) {
            Instant due = first.plusMillis(200L * n);
            await(keeper.channel(only(contract))
                    .send(message("a", n).edit().deliverAt(due).build()));
        }

        eventually(() -> came.size() == 5);
        assertThat(came).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void a_message_published_for_later_comes_to_every_group_once() {
        needs(Feature.GROUPS);
        Contract contract = kept(publishSubscribe(address()));
        Queue<String> came = new ConcurrentLinkedQueue<>();
        Bus keeper = stored(0, contract).bus();
        Bus other = stored(1, contract).bus();
        handle(node(0).vertx(), keeper, only(contract), "mail", (message, work) -> note(came, "mail", message));
        handle(node(1).vertx(), other, only(contract), "stock", (message, work) -> note(came, "stock", message));

        await(keeper.channel(only(contract)).publish(later(1, LATER)));
        await(keeper.channel(only(contract)).publish(later(2, LATER.plusMillis(500))));

        eventually(() -> came.size() >= 4);
        assertThat(came).containsExactlyInAnyOrder("mail 1", "stock 1", "mail 2", "stock 2");
    }

    @Test
    void an_effectively_once_message_for_later_takes_effect_once_however_often_it_was_sent() {
        Contract contract = kept(pointToPoint(address()).delivery(Delivery.EFFECTIVELY_ONCE));
        Queue<Integer> came = taking(contract);
        Bus keeper = stored(0, contract).bus();
        Message twice = later(1, LATER);

        await(keeper.channel(only(contract)).send(twice));
        await(keeper.channel(only(contract)).send(twice));
        await(keeper.channel(only(contract)).send(later(2, LATER.plusMillis(500))));

        eventually(() -> came.size() >= 2);
        assertThat(came).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void a_message_for_later_survives_the_end_of_its_node_and_waits_for_the_next() {
        Contract contract = kept(pointToPoint(address()));
        TransportNode first = open("n3");
        StoredNode keeper = stored(first, "n3", contract);
        Message message = later(7, LATER);
        await(keeper.bus().channel(only(contract)).send(message));
        close(keeper);
        await(first.transport().close());
        eventually(() -> System.currentTimeMillis() > message.deliverAtMillis());
        Queue<Integer> came = new ConcurrentLinkedQueue<>();

        TransportNode again = open("n4");
        StoredNode next = stored(again, "n4", contract);
        handle(again.vertx(), next.bus(), only(contract), "g", (taken, work) -> {
            came.add(number(taken));
            return Future.succeededFuture();
        });

        eventually(() -> !came.isEmpty());
        assertThat(came).containsExactly(7);
        close(next);
        await(again.transport().close());
    }

    @Test
    void messages_for_later_survive_a_restart_of_the_broker_in_the_middle() {
        Contract contract = kept(pointToPoint(address()).key("/key"));
        Runnable restart = hook(brokerRestart(), "no broker restart here");
        Handled handled = new Handled();
        handle(node(1).vertx(), stored(1, contract).bus(), only(contract), "g", (message, work) -> {
            handled.note(message);
            return Future.succeededFuture();
        });
        Bus keeper = stored(0, contract).bus();
        for (int n = 0; n < TOGETHER; n++) {
            Duration delay = MUCH_LATER.plusMillis(50L * n);
            await(keeper.channel(only(contract))
                    .send(message("a", n).edit().delay(delay).build()));
        }
        eventually(() -> handled.size() > 0);

        restart.run();

        eventually(() -> handled.size() == TOGETHER);
        assertThat(handled.sequences())
                .containsExactly(IntStream.range(0, TOGETHER).boxed().toList());
    }

    @Test
    void a_message_for_later_is_refused_where_nothing_keeps_it() {
        assumeTrue(store(0).isEmpty(), "every node has a store here");
        String address = address();
        given(pointToPoint(address).build());
        Queue<Integer> came = new ConcurrentLinkedQueue<>();
        handleOnTwo(address, "g", (message, work) -> Future.succeededFuture(came.add(number(message))));

        Problem problem = refusal(one().channel(address).send(later(1, LATER)));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.INVALID);
        assertThat(problem.mend()).isNotEmpty();
        await(one().channel(address).send(message(2)));
        eventually(() -> !came.isEmpty());
        assertThat(came).containsExactly(2);
    }

    /** What the second node's handler of the one channel gets, in its order. */
    private Queue<Integer> taking(Contract contract) {
        Queue<Integer> came = new ConcurrentLinkedQueue<>();
        handle(node(1).vertx(), stored(1, contract).bus(), only(contract), "g", (message, work) -> {
            came.add(number(message));
            return Future.succeededFuture();
        });
        return came;
    }

    private static Future<?> note(Queue<String> came, String group, Message message) {
        return Future.succeededFuture(came.add(group + " " + number(message)));
    }

    private static Message later(int number, Duration delay) {
        return message(number).edit().delay(delay).build();
    }
}
