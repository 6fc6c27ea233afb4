package dev.busway.kafka;

import static dev.busway.kafka.Node.await;
import static dev.busway.kafka.Specs.message;
import static dev.busway.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.Registration;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.bus.transport.broker.Replay;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Retry;
import dev.busway.message.Message;
import dev.busway.testkit.TestKafka;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sequences in the dead letters, and how they come back, below the bus. */
class ParkingIT {
    private final List<Node> nodes = new ArrayList<>();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final Set<String> poison = ConcurrentHashMap.newKeySet();

    private Node node() {
        Node node = Node.on(TestKafka.bootstrap());
        nodes.add(node);
        return node;
    }

    @AfterEach
    void close() {
        nodes.forEach(Node::close);
    }

    @Test
    void a_parked_sequence_is_replayed_in_order_and_then_its_way_is_free() {
        ChannelSpec spec = Specs.orders(1);
        Carrier carrier = node().carrier(spec);
        subscribe(carrier, spec);
        DeadLetterBox box = carrier.deadLetters().orElseThrow();
        poison.add("a1");
        send(carrier, "a", 1, 4);
        send(carrier, "b", 1, 2);
        await().until(() -> letters(box).size() == 3);
        assertThat(names(letters(box))).containsExactly("a1", "a2", "a3");

        poison.clear();
        await(carrier.send(Replay.ofSequence(spec.group(), "a")));

        await().until(() -> letters(box).isEmpty());
        send(carrier, "a", 4, 5);
        await().until(() -> handled.contains("a4"));
        assertThat(of("a")).containsExactly("a1", "a1", "a1", "a1", "a2", "a3", "a4");
        assertThat(of("b")).containsExactly("b1");
    }

    @Test
    void a_sequence_whose_first_fails_again_stays_as_it_is() {
        ChannelSpec spec = Specs.orders(1);
        Carrier carrier = node().carrier(spec);
        subscribe(carrier, spec);
        DeadLetterBox box = carrier.deadLetters().orElseThrow();
        poison.add("a2");
        send(carrier, "a", 1, 5);
        await().until(() -> letters(box).size() == 3);
        List<DeadLetter> before = letters(box);

        await(carrier.send(Replay.ofSequence(spec.group(), "a")));

        await().until(() -> of("a").size() == 1 + 3 + 3);
        send(carrier, "a", 5, 6);
        await().until(() -> letters(box).size() == 4);
        assertThat(letters(box).subList(0, 3)).extracting(DeadLetter::id).isEqualTo(ids(before));
        assertThat(names(letters(box))).containsExactly("a2", "a3", "a4", "a5");
    }

    @Test
    void one_letter_is_replayed_alone_only_when_it_is_the_first_of_its_key() {
        ChannelSpec spec = Specs.orders(1);
        Carrier carrier = node().carrier(spec);
        subscribe(carrier, spec);
        DeadLetterBox box = carrier.deadLetters().orElseThrow();
        poison.add("a1");
        send(carrier, "a", 1, 4);
        await().until(() -> letters(box).size() == 3);
        poison.clear();
        List<String> ids = ids(letters(box));

        await(carrier.send(Replay.ofFirst(spec.group(), "a", ids.get(1))));
        await(carrier.send(Replay.ofFirst(spec.group(), "a", ids.get(0))));

        await().until(() -> letters(box).size() == 2);
        send(carrier, "a", 4, 5);
        await().until(() -> letters(box).size() == 3);
        assertThat(of("a")).containsExactly("a1", "a1", "a1", "a1");
        assertThat(names(letters(box))).containsExactly("a2", "a3", "a4");
    }

    @Test
    void new_messages_during_a_replay_are_handled_after_what_was_parked() {
        ChannelSpec spec = Specs.retried(Specs.orders(1), new Retry(1, Duration.ofMillis(1), Duration.ofMillis(1)));
        Carrier carrier = node().carrier(spec);
        subscribe(carrier, spec);
        DeadLetterBox box = carrier.deadLetters().orElseThrow();
        poison.add("a0");
        send(carrier, "a", 0, 150);
        await().until(() -> letters(box).size() == 150);
        poison.clear();
        handled.clear();

        await(carrier.send(Replay.ofSequence(spec.group(), "a")));
        send(carrier, "a", 150, 400);

        await().until(() -> of("a").size() >= 400);
        assertThat(of("a")).isEqualTo(numbered("a", 0, 400));
        await().until(() -> letters(box).isEmpty());
    }

    @Test
    void a_node_that_starts_again_knows_which_keys_are_parked() {
        ChannelSpec spec = Specs.orders(2);
        Node first = node();
        Carrier before = first.carrier(spec);
        Registration there = subscribe(before, spec);
        poison.add("a1");
        send(before, "a", 1, 2);
        await().until(() -> letters(before.deadLetters().orElseThrow()).size() == 1);
        await(there.unregister());
        Carrier after = node().carrier(spec);
        poison.clear();

        subscribe(after, spec);
        send(after, "a", 2, 3);
        send(after, "b", 1, 2);

        DeadLetterBox box = after.deadLetters().orElseThrow();
        await().until(() -> letters(box).size() == 2 && handled.contains("b1"));
        assertThat(names(letters(box))).containsExactly("a1", "a2");
        assertThat(handled).doesNotContain("a2");
    }

    @Test
    void a_node_that_takes_a_shard_over_knows_which_keys_are_parked() {
        ChannelSpec spec = Specs.orders(4);
        Carrier one = node().carrier(spec);
        Registration there = subscribe(one, spec);
        for (int key = 0; key < 8; key++) {
            poison.add("k" + key + "1");
            send(one, "k" + key, 1, 2);
        }
        DeadLetterBox box = one.deadLetters().orElseThrow();
        await().until(() -> letters(box).size() == 8);
        Carrier two = node().carrier(spec);
        subscribe(two, spec);
        poison.clear();

        for (int key = 0; key < 8; key++) {
            send(one, "k" + key, 2, 3);
        }
        await(there.unregister());
        for (int key = 0; key < 8; key++) {
            send(one, "k" + key, 3, 4);
            send(one, "free" + key, 1, 2);
        }

        await().until(() -> letters(box).size() == 24
                && handled.stream().filter(name -> name.startsWith("free")).count() >= 8);
        assertThat(handled).noneMatch(name -> name.startsWith("k") && !name.endsWith("1"));
        for (int key = 0; key < 8; key++) {
            await(one.send(Replay.ofSequence(spec.group(), "k" + key)));
        }
        await().until(() -> letters(box).isEmpty());
        assertThat(of("k3")).endsWith("k31", "k32", "k33");
    }

    @Test
    void a_contract_may_park_messages_alone() {
        ChannelSpec spec = Specs.retried(
                Specs.orders(1), new Retry(2, Duration.ofMillis(5), Duration.ofMillis(5), Retry.Park.MESSAGE));
        Carrier carrier = node().carrier(spec);
        subscribe(carrier, spec);
        poison.add("a1");

        send(carrier, "a", 1, 3);

        await().until(() -> handled.contains("a2"));
        assertThat(names(letters(carrier.deadLetters().orElseThrow()))).containsExactly("a1");
    }

    @Test
    void a_replayed_message_is_seen_by_the_group_that_failed_alone() {
        ChannelSpec spec = Specs.events(1);
        Carrier carrier = node().carrier(spec);
        List<String> others = new CopyOnWriteArrayList<>();
        await(carrier.subscribe("fails", this::handle));
        await(carrier.subscribe("other", message -> {
            others.add(name(message));
            return Future.succeededFuture(Outcome.delivered());
        }));
        DeadLetterBox box = carrier.deadLetters().orElseThrow();
        poison.add("null1");
        Message keyless = message("x", 1).edit().key(null).build();
        await(carrier.publish(keyless));
        await().until(() -> letters(box).size() == 1 && others.size() == 1);
        DeadLetter letter = letters(box).get(0);
        assertThat(letter.message().orElseThrow().id()).isEqualTo(keyless.id());
        poison.clear();
        handled.clear();

        await(carrier.publish(Replay.ofMessage(letter)));
        await(box.remove(List.of(letter.id())));
        await(carrier.publish(message("end", 1)));

        await().until(() -> others.contains("end1"));
        await().until(() -> handled.size() == 2);
        assertThat(handled).containsExactly("null1", "end1");
        assertThat(others).containsExactly("null1", "end1");
        assertThat(letters(box)).isEmpty();
    }

    private Registration subscribe(Carrier carrier, ChannelSpec spec) {
        return await(carrier.subscribe(spec.group(), this::handle));
    }

    private Future<Outcome> handle(Message message) {
        handled.add(name(message));
        return Future.succeededFuture(
                poison.contains(name(message))
                        ? Outcome.refused(Kind.BROKEN, "It is poison.", "")
                        : Outcome.delivered());
    }

    private static void send(Carrier carrier, String key, int from, int to) {
        for (int n = from; n < to; n++) {
            assertThat(await(carrier.send(message(key, n)))).isEqualTo(Outcome.delivered());
        }
    }

    private static String name(Message message) {
        return message.key().orElse(null) + message.json().getInteger("n");
    }

    private List<String> of(String key) {
        return handled.stream().filter(name -> name.startsWith(key)).toList();
    }

    private static List<String> numbered(String key, int from, int to) {
        List<String> names = new ArrayList<>();
        for (int n = from; n < to; n++) {
            names.add(key + n);
        }
        return names;
    }

    private static List<DeadLetter> letters(DeadLetterBox box) {
        List<DeadLetter> all = new ArrayList<>();
        await(box.browse(all::add));
        return all;
    }

    private static List<String> names(List<DeadLetter> letters) {
        return letters.stream()
                .map(letter -> name(letter.message().orElseThrow()))
                .toList();
    }

    private static List<String> ids(List<DeadLetter> letters) {
        return letters.stream().map(DeadLetter::id).toList();
    }
}
