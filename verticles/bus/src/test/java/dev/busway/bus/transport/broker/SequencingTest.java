package dev.busway.bus.transport.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.bus.transport.Receiver;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.contract.Retry;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SequencingTest {
    private static final Retry ONCE = new Retry(1, Duration.ofMillis(1), Duration.ofMillis(1));

    private final VertxInternal vertx = (VertxInternal) Vertx.vertx();
    private final FakeLetters letters = new FakeLetters();
    private final Set<String> poison = ConcurrentHashMap.newKeySet();
    private final Map<String, Promise<Void>> held = new ConcurrentHashMap<>();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final List<String> given = new CopyOnWriteArrayList<>();
    private final Part part = new Part();
    private final ChannelSpec spec = new ChannelSpec(
            "c",
            "c",
            ChannelKind.POINT_TO_POINT,
            Delivery.AT_LEAST_ONCE,
            "fake",
            "c",
            Optional.empty(),
            1,
            ONCE,
            Optional.of("c.dead"),
            ChannelSpec.Interop.FRAME,
            8,
            List.of());

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void what_comes_behind_a_poisoned_message_is_parked_in_order_and_other_keys_flow() {
        poison.add("a1");

        take(work(10), "a1", "b1", "a2", "a3", "b2");

        await().until(() -> ended.size() == 5);
        assertThat(names()).containsExactly("a1", "a2", "a3");
        assertThat(handled).containsExactlyInAnyOrder("a1", "b1", "b2");
        String first = letters.all.get(0).id();
        assertThat(letters.all)
                .extracting(DeadLetter::behind)
                .containsExactly(Optional.empty(), Optional.of(first), Optional.of(first));
        assertThat(letters.all).extracting(DeadLetter::attempts).containsExactly(1, 0, 0);
        assertThat(given).containsExactly("a1 BROKEN", "a2 BUSY", "a3 BUSY");
    }

    @Test
    void who_hears_that_a_shard_is_quiet_may_release_another_at_once() {
        GroupWork work = work(10);
        Promise<Void> gate = Promise.promise();
        held.put("a1", gate);
        take(work, "a1");
        await().until(() -> handled.contains("a1"));
        CompletableFuture<Void> both =
                work.release(List.of(part)).thenCompose(quiet -> work.release(List.of(new Part())));

        gate.complete();

        assertThat(both).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void what_waited_for_the_parked_keys_does_not_start_once_its_group_winds_down() {
        letters.failures.set(Integer.MAX_VALUE);
        GroupWork work = work(10);
        take(work, "a1");
        await().until(() -> letters.failures.get() < Integer.MAX_VALUE);

        work.windDown();
        assertThat(work.handOver(List.of())).succeedsWithin(Duration.ofSeconds(30));
        letters.failures.set(0);
        await().until(() -> letters.looks.get() > 0);

        assertThat(work.handOver(List.of(part))).succeedsWithin(Duration.ofSeconds(30));
        assertThat(handled).isEmpty();
    }

    @Test
    void a_replay_handles_what_is_parked_before_what_came_meanwhile() {
        poison.add("a1");
        GroupWork work = work(10);
        take(work, "a1", "a2");
        await().until(() -> ended.size() == 2);
        poison.clear();
        handled.clear();
        Promise<Void> gate = Promise.promise();
        held.put("a1", gate);

        work.take(List.of(new Came(part, Replay.ofSequence("g", "a"))));
        take(work, "a3", "b1");
        await().until(() -> handled.contains("b1"));
        gate.complete();

        await().until(() -> ended.size() == 5);
        assertThat(handled).filteredOn(name -> name.startsWith("a")).containsExactly("a1", "a2", "a3");
        assertThat(letters.all).isEmpty();
    }

    @Test
    void a_sequence_that_fails_again_in_its_middle_keeps_what_is_left_in_order() {
        poison.add("a1");
        GroupWork work = work(10);
        take(work, "a1", "a2", "a3");
        await().until(() -> ended.size() == 3);
        poison.clear();
        poison.add("a2");

        work.take(List.of(new Came(part, Replay.ofSequence("g", "a"))));
        take(work, "a4");

        await().until(() -> ended.size() == 5);
        assertThat(names()).containsExactly("a2", "a3", "a4");
    }

    @Test
    void nothing_of_a_shard_is_handled_before_its_parked_keys_are_known() {
        letters.all.add(letter("a0"));
        letters.failures.set(2);

        take(work(10), "a1", "b1");

        await().until(() -> ended.size() == 2);
        assertThat(handled).containsExactly("b1");
        assertThat(names()).containsExactly("a0", "a1");
    }

    @Test
    void a_message_that_is_parked_and_comes_again_is_not_parked_twice() {
        poison.add("a1");
        GroupWork work = work(10);
        Message second = message("a2");
        take(work, "a1");
        work.take(List.of(new Came(part, second)));
        await().until(() -> ended.size() == 2);

        work.take(List.of(new Came(part, second)));

        await().until(() -> ended.size() == 3);
        assertThat(names()).containsExactly("a1", "a2");
    }

    @Test
    void with_too_many_parked_keys_a_failed_message_keeps_waiting_with_its_key() {
        poison.addAll(Set.of("a1", "b1"));
        GroupWork work = work(1);
        take(work, "a1", "a2");
        await().until(() -> ended.size() == 2);

        take(work, "b1", "b2", "c1");

        await().until(() -> handled.stream().filter("b1"::equals).count() > 3 && ended.contains("c1"));
        assertThat(ended).doesNotContain("b1", "b2");
        assertThat(names()).containsExactly("a1", "a2");
        poison.clear();
        await().until(() -> ended.contains("b2"));
    }

    @Test
    void a_replay_of_another_group_is_passed_over() {
        GroupWork work = work(10);

        work.take(List.of(new Came(part, Replay.ofMessage(other()))));
        take(work, "a2");

        await().until(() -> ended.size() == 2);
        assertThat(handled).containsExactly("a2");
    }

    private static DeadLetter other() {
        return new DeadLetter("1", "c", "other", "", 1, Optional.empty(), 0, Optional.of(message("a1")));
    }

    private static DeadLetter letter(String name) {
        return new DeadLetter("l-" + name, "c", "g", "", 1, Optional.empty(), 0, Optional.of(message(name)));
    }

    private GroupWork work(int mostKeys) {
        Backoff backoff = new Backoff(ONCE, new Random(1));
        Receiver receiver = new Receiver() {
            @Override
            public Future<Outcome> receive(Message message) {
                return SequencingTest.this.handle(message);
            }

            @Override
            public Future<Void> giveUp(Message message, Problem problem) {
                given.add(name(message) + " " + problem.kind());
                return Future.succeededFuture();
            }
        };
        Ending ending = new Ending(vertx, spec, "g", receiver, letters, backoff);
        return new GroupWork(
                vertx.createEventLoopContext(),
                spec,
                receiver,
                ending,
                backoff,
                ParkedKeys.of(spec, "g", letters, mostKeys));
    }

    private Future<Outcome> handle(Message message) {
        String name = name(message);
        handled.add(name);
        if (poison.contains(name)) {
            return Future.succeededFuture(Outcome.refused(Kind.BROKEN, "No.", ""));
        }
        Promise<Void> gate = held.get(name);
        return (gate == null ? Future.<Void>succeededFuture() : gate.future()).map(done -> Outcome.delivered());
    }

    private void take(GroupWork work, String... names) {
        work.take(List.of(names).stream()
                .map(name -> new Came(part, message(name)))
                .toList());
    }

    private static Message message(String name) {
        return Message.builder("t")
                .key(name.substring(0, 1))
                .payload(new JsonObject().put("name", name))
                .build();
    }

    private static String name(Message message) {
        return message.payload().isEmpty() ? "replay" : message.json().getString("name");
    }

    private List<String> names() {
        return letters.all.stream()
                .map(letter -> name(letter.message().orElseThrow()))
                .toList();
    }

    private static final class Part extends Shard {}

    private final class Came implements Arrival {
        private final Part part;
        private final Message message;

        Came(Part part, Message message) {
            this.part = part;
            this.message = message;
        }

        @Override
        public Shard shard() {
            return part;
        }

        @Override
        public Incoming incoming() {
            return new Incoming.Event(message);
        }

        @Override
        public void ended() {
            ended.add(name(message));
        }

        @Override
        public Future<Outcome> forward(String address, Map<String, String> headers) {
            return Future.succeededFuture(Outcome.delivered());
        }

        @Override
        public String place() {
            return "p";
        }
    }
}
