package dev.busway.bus.transport.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandOverTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ChannelSpec SPEC = new ChannelSpec(
            "c",
            "c",
            ChannelKind.POINT_TO_POINT,
            Delivery.AT_LEAST_ONCE,
            "fake",
            "c",
            Optional.empty(),
            1,
            new Retry(5, Duration.ofMillis(1), Duration.ofMillis(1)),
            Optional.of("c.dead"),
            ChannelSpec.Interop.FRAME,
            2,
            List.of());

    private final VertxInternal vertx = (VertxInternal) Vertx.vertx();
    private final Map<String, Promise<Outcome>> held = new ConcurrentHashMap<>();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final AtomicInteger letters = new AtomicInteger();
    private final Promise<Outcome> letter = Promise.promise();
    private final Part part = new Part();
    private final GroupWork work = work();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void what_lies_before_something_that_has_begun_is_still_handled_and_nothing_else() {
        Promise<Outcome> first = hold("a1");
        take("a1", "a2", "b3", "a4");
        await().atMost(SOON).until(() -> ended.contains("b3"));

        CompletableFuture<Void> quiet = work.handOver(List.of(part));
        assertThat(quiet).isNotDone();
        first.complete(Outcome.delivered());

        assertThat(quiet).succeedsWithin(SOON);
        assertThat(ended).containsExactly("b3", "a1", "a2");
        assertThat(handled).doesNotContain("a4");
    }

    @Test
    void what_fails_meanwhile_is_left_to_the_next_owner_with_what_lies_behind_it() {
        Promise<Outcome> first = hold("a1");
        take("a1", "a2", "b3");
        await().atMost(SOON).until(() -> ended.contains("b3"));

        CompletableFuture<Void> quiet = work.handOver(List.of(part));
        first.complete(Outcome.refused(Kind.BROKEN, "No.", ""));

        assertThat(quiet).succeedsWithin(SOON);
        assertThat(ended).containsExactly("b3");
        assertThat(handled).doesNotContain("a2");
    }

    @Test
    void what_waits_behind_a_letter_that_cannot_be_written_is_left_to_the_next_owner_too() {
        Promise<Outcome> first = hold("a1");
        take("a1", "a2", "b3");
        await().atMost(SOON).until(() -> ended.contains("b3"));
        first.complete(Outcome.refused(Kind.INVALID, "No.", ""));
        await().atMost(SOON).until(() -> letters.get() > 0);

        CompletableFuture<Void> quiet = work.handOver(List.of(part));
        letter.complete(Outcome.refused(Kind.BUSY, "Not now.", ""));

        assertThat(quiet).succeedsWithin(SOON);
        assertThat(ended).containsExactly("b3");
        assertThat(handled).doesNotContain("a2");
    }

    @Test
    void a_release_starts_nothing_more_and_ends_a_hand_over_early() {
        Promise<Outcome> first = hold("a1");
        take("a1", "a2", "b3");
        await().atMost(SOON).until(() -> ended.contains("b3"));

        CompletableFuture<Void> quiet = work.handOver(List.of(part));
        CompletableFuture<Void> released = work.release(List.of(part));
        first.complete(Outcome.delivered());

        assertThat(quiet).succeedsWithin(SOON);
        assertThat(released).succeedsWithin(SOON);
        assertThat(ended).containsExactly("b3", "a1");
        assertThat(handled).doesNotContain("a2");
    }

    @Test
    void who_winds_down_takes_nothing_more_and_starts_only_what_lies_before_something_that_has_begun() {
        Promise<Outcome> first = hold("a1");
        take("a1", "a2", "b3", "a4");
        await().atMost(SOON).until(() -> ended.contains("b3"));

        work.windDown();
        take("c5");
        first.complete(Outcome.delivered());

        await().atMost(SOON).until(() -> ended.contains("a2"));
        assertThat(work.handOver(List.of(part))).succeedsWithin(SOON);
        assertThat(handled).containsExactly("a1", "b3", "a2");
    }

    private GroupWork work() {
        Backoff backoff = new Backoff(SPEC.retry(), new Random(1));
        return new GroupWork(
                vertx.createEventLoopContext(),
                SPEC,
                this::handle,
                new Ending(vertx, SPEC, "g", this::handle, new OneLetter(), backoff),
                backoff);
    }

    private Future<Outcome> handle(Message message) {
        handled.add(name(message));
        Promise<Outcome> gate = held.get(name(message));
        return gate == null ? Future.succeededFuture(Outcome.delivered()) : gate.future();
    }

    private Promise<Outcome> hold(String name) {
        Promise<Outcome> gate = Promise.promise();
        held.put(name, gate);
        return gate;
    }

    /** A name's first letter is its key. */
    private void take(String... names) {
        work.take(List.of(names).stream().map(Came::new).toList());
    }

    private static String name(Message message) {
        return message.json().getString("name");
    }

    private static final class Part extends Shard {}

    private final class OneLetter implements Outlet {
        @Override
        public Future<Void> ready(String address) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Outcome> send(String address, Message message) {
            letters.incrementAndGet();
            return letter.future();
        }
    }

    private final class Came implements Arrival {
        private final String name;

        Came(String name) {
            this.name = name;
        }

        @Override
        public Shard shard() {
            return part;
        }

        @Override
        public Incoming incoming() {
            return new Incoming.Event(Message.builder("t")
                    .key(name.substring(0, 1))
                    .payload(new JsonObject().put("name", name))
                    .build());
        }

        @Override
        public void ended() {
            ended.add(name);
        }

        @Override
        public Future<Outcome> forward(String address, Map<String, String> headers) {
            return Future.failedFuture(new AssertionError("nothing is forwarded here"));
        }

        @Override
        public String place() {
            return name;
        }
    }
}
