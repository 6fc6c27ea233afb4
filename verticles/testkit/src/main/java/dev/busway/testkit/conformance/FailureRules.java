package dev.busway.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Failures: each has a kind, comes before the deadline, and stops nothing else. */
public abstract class FailureRules extends OrderRules {
    private static final Duration DEADLINE = Duration.ofMillis(700);
    private static final Duration CLOCK = Duration.ofMillis(100);
    /** For a slow machine; a transport that waits by a bound of its own waits far longer. */
    private static final Duration SLACK = Duration.ofSeconds(20);

    @ParameterizedTest
    @EnumSource(
            value = Problem.Kind.class,
            names = {"INVALID", "UNAUTHENTICATED", "FORBIDDEN", "UNKNOWN_CHANNEL", "CONFLICT", "TOO_LARGE"})
    void a_refusal_keeps_everything_that_it_says(Problem.Kind kind) {
        String address = address();
        given(pointToPoint(address).build());
        Problem problem =
                new Problem(kind, "It is so.", "Do this.", null, List.of(new Problem.Fault("/a/b", "is too small")));
        handleOnTwo(address, "g", (message, work) -> Future.failedFuture(new ProblemException(problem)));

        assertThat(refusal(one().channel(address).request(message()))).isEqualTo(problem);
    }

    @Test
    void a_request_that_nobody_takes_fails_by_its_deadline() {
        String address = address();
        given(pointToPoint(address).build());

        Future<Message> call = features().durable()
                ? one().channel(address).request(message(), DEADLINE)
                : one().channel(address).request(message());

        assertThat(refusal(call).kind())
                .isEqualTo(features().durable() ? Problem.Kind.TIMEOUT : Problem.Kind.NO_HANDLER);
    }

    @Test
    void a_handler_that_throws_is_told_by_a_kind_and_the_next_message_is_handled() {
        String address = address();
        given(pointToPoint(address).build());
        handleOnTwo(address, "g", (message, work) -> {
            if (number(message) < 0) {
                throw new IllegalStateException("negative");
            }
            return Future.succeededFuture(message.reply(number(message)));
        });

        Problem problem = refusal(one().channel(address).request(message(-1)));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.BROKEN);
        assertThat(problem.cause()).contains("negative");
        assertThat(await(one().channel(address).request(message(3))).tree().asInt())
                .isEqualTo(3);
    }

    @Test
    void a_handler_that_always_throws_never_ends_the_subscription_of_its_group() {
        String address = address();
        given(publishSubscribe(address).build());
        Queue<Integer> fine = new ConcurrentLinkedQueue<>();
        handleOnTwo(address, "g", (message, work) -> {
            if (number(message) < 30) {
                throw new IllegalStateException("never");
            }
            return Future.succeededFuture(fine.add(number(message)));
        });

        List<Future<Void>> published = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            published.add(one().channel(address).publish(message(i)));
        }

        await(Future.join(published).otherwiseEmpty());
        eventually(() -> fine.size() >= 10);
        assertThat(fine).contains(30, 31, 32, 33, 34, 35, 36, 37, 38, 39);
    }

    @Test
    void a_handler_that_hangs_is_a_timeout_at_the_deadline() {
        String address = address();
        given(pointToPoint(address).build());
        handleOnTwo(address, "g", (message, work) -> Promise.promise().future());
        long start = System.nanoTime();

        Problem problem = refusal(one().channel(address).request(message(), DEADLINE));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.TIMEOUT);
        // Not before it, and not by any longer bound of the transport's own.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(DEADLINE.minus(CLOCK), DEADLINE.plus(SLACK));
    }

    @Test
    void an_answer_after_the_deadline_changes_nothing() {
        String address = address();
        given(pointToPoint(address).build());
        Promise<Message> late = Promise.promise();
        AtomicInteger told = new AtomicInteger();
        handleOnTwo(
                address,
                "g",
                (message, work) -> number(message) == 1 ? late.future() : Future.succeededFuture(message.reply("ok")));
        Message asked = message(1);
        Future<Message> call = one().channel(address).request(asked, DEADLINE);
        call.onComplete(done -> told.incrementAndGet());

        Problem problem = refusal(call);
        late.complete(asked.reply("too late"));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.TIMEOUT);
        assertThat(await(one().channel(address).request(message(2))).tree().asText())
                .isEqualTo("ok");
        assertThat(told).hasValue(1);
    }

    @Test
    void a_message_past_its_deadline_is_not_started() {
        String address = address();
        given(pointToPoint(address).build());
        AtomicInteger started = new AtomicInteger();
        handleOnTwo(address, "g", (message, work) -> Future.succeededFuture(message.reply(started.incrementAndGet())));

        Problem problem = refusal(one().channel(address).request(message().until(System.currentTimeMillis() - 1)));
        int next = await(one().channel(address).request(message())).tree().asInt();

        assertThat(problem.kind()).isEqualTo(Problem.Kind.TIMEOUT);
        assertThat(next).isEqualTo(1);
    }

    @Test
    void a_stranger_with_garbage_does_not_stop_the_channel() {
        String address = address();
        ChannelSpec channel = pointToPoint(address).build();
        given(channel);
        handleOnTwo(address, "g", (message, work) -> Future.succeededFuture(message.reply("alive")));

        injectGarbage(node(0), channel);

        assertThat(await(one().channel(address).request(message())).tree().asText())
                .isEqualTo("alive");
    }

    @Test
    void draining_a_node_finishes_what_it_has_and_the_other_goes_on() {
        String address = address();
        given(pointToPoint(address).build());
        Set<Integer> handled = ConcurrentHashMap.newKeySet();
        handleOnOne(address, "g", (message, work) -> Future.succeededFuture(handled.add(number(message))));
        handleOnTwo(address, "g", (message, work) -> Future.succeededFuture(handled.add(number(message))));
        for (int i = 0; i < 20; i++) {
            await(one().channel(address).send(message(i)));
        }

        await(two().drain());
        for (int i = 20; i < 40; i++) {
            await(one().channel(address).send(message(i)));
        }

        eventually(() -> handled.size() == 40);
    }
}
