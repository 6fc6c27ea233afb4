package dev.busway.bus;

import static dev.busway.bus.Samples.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Problem.Kind;
import dev.busway.bus.breaker.BreakerState;
import dev.busway.bus.breaker.Circuit;
import dev.busway.bus.breaker.Mode;
import dev.busway.bus.breaker.Standing;
import dev.busway.contract.BreakerSpec;
import dev.busway.contract.ChannelKind;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The breaker in a whole bus, between its other stages. */
class BreakerTest {
    private static final Message HELLO = Message.of("hello", "Ada");
    private static final BreakerSpec SPEC = new BreakerSpec(50, 20, 10, Duration.ofHours(1), 2, Optional.empty(), 50);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = Samples.open(
            vertx,
            List.of(
                    Samples.channel("guarded", ChannelKind.POINT_TO_POINT),
                    Samples.channel("free", ChannelKind.POINT_TO_POINT)),
            Samples.receiving("guarded", Duration.ofSeconds(10), 100).guardedBy(SPEC),
            Samples.receiving("free", Duration.ofSeconds(10), 100));
    private final AtomicInteger handled = new AtomicInteger();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void a_handler_that_fails_is_left_alone_and_tried_again_when_an_operator_says_so() {
        AtomicInteger failing = new AtomicInteger(1);
        handle("guarded", message -> {
            if (failing.get() == 1) {
                throw new IllegalStateException("oh");
            }
            return Future.succeededFuture(message.reply("fine"));
        });
        requests("guarded", 10, Kind.BROKEN);
        requests("guarded", 30, Kind.CIRCUIT_OPEN);
        assertThat(handled).hasValue(10);

        failing.set(0);
        bus.breakers().set(circuit(), Mode.CLOSED, "ann", "mended");
        assertThat(await(bus.channel("guarded").request(HELLO)).tree().asText()).isEqualTo("fine");
    }

    @Test
    void nobody_there_opens_it_and_what_the_handler_refuses_by_rule_does_not() {
        requests("guarded", 10, Kind.NO_HANDLER);
        requests("guarded", 1, Kind.CIRCUIT_OPEN);

        bus.breakers().set(circuit(), Mode.CLOSED, "ann", "");
        bus.breakers().set(circuit(), Mode.AUTO, "ann", "");
        handle("guarded", message -> Future.failedFuture(new ProblemException(Kind.CONFLICT, "Taken.", "")));
        requests("guarded", 50, Kind.CONFLICT);
        assertThat(circuit().standing().state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void a_handler_that_hangs_is_seen_at_the_deadline_of_those_who_gave_it_time() {
        Bus hasty = Samples.open(
                vertx,
                List.of(Samples.channel("hung", ChannelKind.POINT_TO_POINT)),
                Samples.receiving("hung", Duration.ofMillis(60), 100).guardedBy(SPEC));
        await(hasty.channel("hung").handle("test", (message, work) -> Future.future(never -> {})));
        List<Future<Message>> asked = IntStream.range(0, 10)
                .mapToObj(i -> hasty.channel("hung").request(HELLO))
                .toList();
        asked.forEach(one -> assertThat(refusal(one)).isEqualTo(Kind.TIMEOUT));

        assertThat(refusal(hasty.channel("hung").request(HELLO))).isEqualTo(Kind.CIRCUIT_OPEN);
    }

    @Test
    void an_operation_without_a_breaker_has_no_circuit_and_tries_every_call() {
        handle("free", message -> Future.failedFuture("oh"));
        requests("free", 100, Kind.BROKEN);

        assertThat(handled).hasValue(100);
        assertThat(bus.breakers().all()).extracting(Circuit::name).containsExactly("take-guarded@guarded");
    }

    @Test
    void a_message_that_its_caller_may_not_send_is_no_call() {
        Message stranger = Message.builder("hello").replyTo("nowhere").build();
        for (int i = 0; i < 30; i++) {
            assertThat(refusal(bus.channel("guarded").request(stranger))).isEqualTo(Kind.INVALID);
        }

        Standing standing = circuit().standing();
        assertThat(standing.calls()).isZero();
        assertThat(standing.state()).isEqualTo(BreakerState.CLOSED);
    }

    private interface Answering {
        Future<Message> answer(Message message);
    }

    private void handle(String channel, Answering answering) {
        await(bus.channel(channel).handle("test", (message, work) -> {
            handled.incrementAndGet();
            return answering.answer(message);
        }));
    }

    private void requests(String channel, int count, Kind kind) {
        for (int i = 0; i < count; i++) {
            assertThat(refusal(bus.channel(channel).request(HELLO))).isEqualTo(kind);
        }
    }

    private Circuit circuit() {
        return bus.breakers().find("take-guarded@guarded").orElseThrow();
    }

    private static Kind refusal(Future<?> refused) {
        try {
            await(refused);
        } catch (ProblemException told) {
            return told.problem().kind();
        }
        throw new AssertionError("not refused");
    }
}
