package dev.busway.bus;

import static dev.busway.bus.Samples.await;
import static dev.busway.contract.ChannelKind.POINT_TO_POINT;
import static dev.busway.contract.ChannelKind.PUBLISH_SUBSCRIBE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.contract.PayloadFault;
import dev.busway.message.Message;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChannelTest {
    private static final Message HELLO = Message.of("hello", new JsonObject().put("name", "Ada"));
    private static final Duration SHORT = Duration.ofMillis(60);

    private final Vertx vertx = Vertx.vertx();
    private Bus bus;

    @BeforeEach
    void open() {
        bus = Samples.open(
                vertx,
                List.of(
                        Samples.channel("greetings", POINT_TO_POINT),
                        Samples.channel("events", PUBLISH_SUBSCRIBE),
                        Samples.channel("narrow", POINT_TO_POINT),
                        Samples.keyed("keyed", "/name"),
                        Samples.channel(
                                "strict",
                                POINT_TO_POINT,
                                Samples.message(
                                        "orders.CreateOrder",
                                        payload -> payload.tree().has("id")
                                                ? List.of()
                                                : List.of(new PayloadFault("/id", "is missing"))))),
                Samples.receiving("greetings", SHORT, 100),
                Samples.receiving("narrow", Duration.ofSeconds(5), 1));
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void a_request_gets_its_handlers_answer() {
        handle(
                "greetings",
                (message, work) -> Future.succeededFuture(
                        message.reply(new JsonObject().put("to", message.json().getString("name")))));

        Message reply = await(bus.channel("greetings").request(HELLO));

        assertThat(reply.json().getString("to")).isEqualTo("Ada");
        assertThat(reply.correlation()).contains(HELLO.messageId());
        assertThat(reply.trace()).isPresent();
    }

    @Test
    void a_channel_with_no_handler_says_so() {
        assertThat(refusal(bus.channel("greetings").send(HELLO)).kind()).isEqualTo(Problem.Kind.NO_HANDLER);
    }

    @Test
    void an_unknown_channel_names_the_nearest() {
        assertThatThrownBy(() -> bus.channel("greeting"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.problem().mend()).contains("greetings"));
    }

    @Test
    void a_throwing_handler_is_broken_and_the_next_message_is_handled() {
        AtomicInteger calls = new AtomicInteger();
        handle("greetings", (message, work) -> {
            if (calls.getAndIncrement() == 0) {
                throw new IllegalStateException("oh");
            }
            return Future.succeededFuture(message.reply("fine"));
        });

        assertThat(refusal(bus.channel("greetings").request(HELLO)).kind()).isEqualTo(Problem.Kind.BROKEN);
        assertThat(await(bus.channel("greetings").request(HELLO)).tree().asText())
                .isEqualTo("fine");
    }

    @Test
    void a_handler_that_fails_with_a_problem_refuses_with_it() {
        handle(
                "greetings",
                (message, work) ->
                        Future.failedFuture(new ProblemException(Problem.Kind.CONFLICT, "Taken.", "Choose another.")));

        assertThat(refusal(bus.channel("greetings").request(HELLO)))
                .isEqualTo(Problem.of(Problem.Kind.CONFLICT, "Taken.", "Choose another."));
    }

    @Test
    void a_handler_that_returns_null_is_broken() {
        handle("greetings", ChannelTest::nothing);

        assertThat(refusal(bus.channel("greetings").send(HELLO)).cause()).contains("null");
    }

    @Test
    void a_request_that_nobody_answers_is_broken_and_a_send_is_fine() {
        handle("greetings", (message, work) -> Future.succeededFuture());

        assertThat(refusal(bus.channel("greetings").request(HELLO)).cause()).contains("no answer");
        await(bus.channel("greetings").send(HELLO));
    }

    @Test
    void a_hanging_handler_is_a_timeout_and_its_late_completion_changes_nothing() {
        Promise<Message> never = Promise.promise();
        handle("greetings", (message, work) -> never.future());

        Problem problem = refusal(bus.channel("greetings").request(HELLO));
        never.complete(HELLO.reply("late"));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.TIMEOUT);
    }

    @Test
    void a_deadline_is_kept_even_when_the_handlers_event_loop_is_blocked() {
        Promise<Void> release = Promise.promise();
        await(vertx.deployVerticle(context -> bus.channel("greetings").handle("blocking", (message, work) -> {
            release.future().toCompletionStage().toCompletableFuture().join();
            return Future.succeededFuture();
        })));

        Problem problem = refusal(bus.channel("greetings").request(HELLO));
        release.complete();

        assertThat(problem.kind()).isEqualTo(Problem.Kind.TIMEOUT);
    }

    @Test
    void a_message_past_its_deadline_is_not_started() {
        AtomicInteger started = new AtomicInteger();
        handle("greetings", (message, work) -> Future.succeededFuture(started.incrementAndGet()));

        Message late = HELLO.until(System.currentTimeMillis() - 1);

        assertThat(refusal(bus.channel("greetings").send(late)).kind()).isEqualTo(Problem.Kind.TIMEOUT);
        assertThat(started).hasValue(0);
    }

    @Test
    void a_full_operation_refuses_at_once_and_says_when_to_come_back() {
        Promise<Void> slow = Promise.promise();
        handle("narrow", (message, work) -> slow.future());
        Future<Void> first = bus.channel("narrow").send(HELLO);

        Problem problem = refusal(bus.channel("narrow").send(HELLO));
        slow.complete();
        await(first);

        assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY);
        assertThat(problem.retryAfter()).isPositive();
        await(bus.channel("narrow").send(HELLO));
    }

    @Test
    void a_door_refuses_types_and_payloads_that_the_contract_does_not_know() {
        Message typo = Message.of("orders.CreateOrdr", new JsonObject());
        Message empty = Message.of("orders.CreateOrder", new JsonObject());

        Problem unknown = refused(bus.channel("strict").call(Style.SEND, typo));
        Problem invalid = refused(bus.channel("strict").call(Style.SEND, empty));

        assertThat(unknown.mend()).contains("orders.CreateOrder");
        assertThat(invalid.kind()).isEqualTo(Problem.Kind.INVALID);
        assertThat(invalid.faults()).containsExactly(new Problem.Fault("/id", "is missing"));
    }

    @Test
    void a_style_that_does_not_fit_the_channel_is_refused_with_the_mend() {
        assertThat(refusal(bus.channel("greetings").publish(HELLO)).mend()).contains("Send");
        assertThat(refusal(bus.channel("events").send(HELLO)).mend()).contains("Publish");
    }

    @Test
    void the_key_is_taken_from_the_payload() {
        AtomicReference<String> key = new AtomicReference<>("");
        handle("keyed", (message, work) -> {
            key.set(message.key().orElse("none"));
            return Future.succeededFuture();
        });

        await(bus.channel("keyed").send(HELLO));

        assertThat(key).hasValue("Ada");
    }

    @Test
    void what_a_handler_sends_is_caused_by_its_message_and_in_its_trace() {
        Promise<Message> second = Promise.promise();
        handle("narrow", (message, work) -> {
            second.complete(message);
            return Future.succeededFuture();
        });
        Promise<Message> first = Promise.promise();
        handle("greetings", (message, work) -> {
            first.complete(message);
            return work.send("narrow", Message.of("next", new JsonObject()));
        });

        await(bus.channel("greetings").send(HELLO));

        assertThat(await(second.future()).causation()).contains(HELLO.messageId());
        assertThat(await(second.future()).trace().orElseThrow().traceLow())
                .isEqualTo(await(first.future()).trace().orElseThrow().traceLow());
        assertThat(await(second.future()).trace().orElseThrow().span())
                .isNotEqualTo(await(first.future()).trace().orElseThrow().span());
    }

    @Test
    void a_handler_with_no_transaction_is_told_how_to_get_one() {
        handle("greetings", (message, work) -> work.sql().query("select 1").execute());

        assertThat(refusal(bus.channel("greetings").send(HELLO)).cause()).contains("effectively-once");
    }

    @Test
    void futures_complete_on_the_callers_context() {
        handle(
                "greetings",
                (message, work) -> Future.future(late -> vertx.setTimer(1, done -> late.complete(message.reply("x")))));
        Context caller = vertx.getOrCreateContext();
        Promise<Context> seen = Promise.promise();

        caller.runOnContext(go ->
                bus.channel("greetings").request(HELLO).onComplete(done -> seen.complete(Vertx.currentContext())));

        assertThat(await(seen.future())).isSameAs(caller);
    }

    @Test
    void an_undeployed_verticle_takes_nothing_any_more() {
        String deployment = await(vertx.deployVerticle(context -> {
            return bus.channel("greetings").handle("v", (message, work) -> Future.succeededFuture());
        }));
        await(bus.channel("greetings").send(HELLO));

        await(vertx.undeploy(deployment));

        assertThat(refusal(bus.channel("greetings").send(HELLO)).kind()).isEqualTo(Problem.Kind.NO_HANDLER);
    }

    @Test
    void one_key_goes_to_one_instance_and_messages_without_are_spread() {
        Set<Integer> keyed = ConcurrentHashMap.newKeySet();
        Set<Integer> others = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 3; i++) {
            int instance = i;
            handle("greetings", (message, work) -> {
                (message.key().isPresent() ? keyed : others).add(instance);
                return Future.succeededFuture();
            });
        }

        for (int i = 0; i < 12; i++) {
            await(bus.channel("greetings").send(HELLO.edit().key("k").build()));
            await(bus.channel("greetings").send(HELLO));
        }

        assertThat(keyed).hasSize(1);
        assertThat(others).hasSizeGreaterThan(1);
    }

    @Test
    void a_drained_bus_has_finished_what_was_in_flight() {
        Promise<Void> slow = Promise.promise();
        handle("narrow", (message, work) -> slow.future());
        Future<Void> sent = bus.channel("narrow").send(HELLO);

        Future<Void> drained = bus.drain();
        boolean early = drained.isComplete();
        slow.complete();
        await(drained);

        assertThat(early).isFalse();
        await(sent);
        assertThat(refusal(bus.channel("narrow").send(HELLO)).kind()).isEqualTo(Problem.Kind.NO_HANDLER);
    }

    private void handle(String channel, MessageHandler handler) {
        await(bus.channel(channel).handle("test", handler));
    }

    @SuppressWarnings("NullAway") // what an author must not do
    private static Future<?> nothing(Message message, Work work) {
        return null;
    }

    private static Problem refused(Future<Outcome> future) {
        if (await(future) instanceof Outcome.Refused refused) {
            return refused.problem();
        }
        throw new AssertionError("not refused");
    }

    private static Problem refusal(Future<?> future) {
        try {
            await(future);
        } catch (ProblemException refused) {
            return refused.problem();
        }
        throw new AssertionError("not refused");
    }
}
