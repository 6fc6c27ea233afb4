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
import dev.busway.message.MessageBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers to requests while the broker cannot be written to. */
class AnsweringTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int TRIES = 3;
    private static final ChannelSpec SPEC = new ChannelSpec(
            "c",
            "c",
            ChannelKind.POINT_TO_POINT,
            Delivery.AT_LEAST_ONCE,
            "fake",
            "c",
            Optional.empty(),
            1,
            new Retry(TRIES, Duration.ofMillis(1), Duration.ofMillis(1)),
            Optional.empty(),
            ChannelSpec.Interop.FRAME,
            2,
            List.of());

    private final VertxInternal vertx = (VertxInternal) Vertx.vertx();
    private final FakeOutlet outlet = new FakeOutlet();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final Shard part = new Shard() {};

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void an_answer_outlasts_more_refusals_than_a_message_has_tries() {
        outlet.busy.set(10 * TRIES);

        take(request().build());

        assertThat(ended).succeedsWithin(SOON);
        assertThat(outlet.written).containsExactly("c.replies");
    }

    @Test
    void an_answer_that_nobody_waits_for_any_more_is_given_up() {
        outlet.busy.set(Integer.MAX_VALUE);

        take(request().build().within(Duration.ofMillis(200)));

        await().atMost(SOON).until(ended::isDone);
        assertThat(outlet.written).isEmpty();
    }

    private void take(Message request) {
        Backoff backoff = new Backoff(SPEC.retry(), new Random(1));
        GroupWork work = new GroupWork(
                vertx.createEventLoopContext(),
                SPEC,
                AnsweringTest::handle,
                new Ending(vertx, SPEC, "g", AnsweringTest::handle, outlet, backoff),
                backoff);
        work.take(List.of(new Came(request)));
    }

    private static Future<Outcome> handle(Message message) {
        return Future.succeededFuture(new Outcome.Replied(message.reply("done")));
    }

    private static MessageBuilder request() {
        return Message.builder("t").payload(new JsonObject()).replyTo("c.replies");
    }

    /** Takes messages once it is no longer busy. */
    private static final class FakeOutlet implements Outlet {
        final AtomicInteger busy = new AtomicInteger();
        final List<String> written = new CopyOnWriteArrayList<>();

        @Override
        public Future<Void> ready(String address) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Outcome> send(String address, Message message) {
            if (busy.getAndUpdate(left -> Math.max(left - 1, 0)) > 0) {
                return Future.succeededFuture(Outcome.refused(Kind.BUSY, "Not now.", "Try again."));
            }
            written.add(address);
            return Future.succeededFuture(Outcome.delivered());
        }
    }

    private final class Came implements Arrival {
        private final Message message;

        Came(Message message) {
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
        public String place() {
            return "here";
        }

        @Override
        public void ended() {
            ended.complete(message.id());
        }

        @Override
        public Future<Outcome> forward(String address, Map<String, String> headers) {
            return Future.failedFuture(new AssertionError("nothing is forwarded here"));
        }
    }
}
