package dev.busway.bus.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.breaker.BreakerState;
import dev.busway.bus.breaker.Breakers;
import dev.busway.bus.breaker.Circuit;
import dev.busway.bus.breaker.Standing;
import dev.busway.contract.BreakerSpec;
import dev.busway.message.Message;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardTest {
    private static final Future<Outcome> BROKEN = refused(Kind.BROKEN);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong now = new AtomicLong();
    private final Circuit circuit = new Breakers(vertx, "n1", new SimpleMeterRegistry(), now::get)
            .circuit("create", "orders", BreakerSpec.DEFAULTS);
    private final Guard guard = new Guard(circuit, Duration.ofSeconds(1));
    private final Message message = Message.builder("any").build();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void an_open_circuit_refuses_without_a_call_and_tells_when_to_come_again() {
        fail(20);
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        Passing never = Passing.delivered();

        Problem problem = Passing.refused(guard.pass(message, never));

        assertThat(never.came).isEmpty();
        assertThat(problem.kind()).isEqualTo(Kind.CIRCUIT_OPEN);
        assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(problem.cause()).contains("create").contains("orders");
        assertThat(problem.mend()).contains("busway breakers list");
    }

    @Test
    void business_errors_never_open_it() {
        for (int i = 0; i < 1_000; i++) {
            guard.pass(message, Passing.with(refused(Kind.CONFLICT)));
        }

        assertThat(standing().state()).isEqualTo(BreakerState.CLOSED);
        assertThat(standing().seen().uncounted()).isEqualTo(1_000);
    }

    @Test
    void an_outcome_is_counted_when_it_comes() {
        Promise<Outcome> later = Promise.promise();
        Future<Outcome> passed = guard.pass(message, Passing.with(later.future()));
        assertThat(standing().calls()).isZero();

        later.complete(Outcome.delivered());
        assertThat(passed.result()).isEqualTo(Outcome.delivered());
        assertThat(standing().calls()).isEqualTo(1);
    }

    @Test
    void a_caller_in_a_hurry_proves_nothing_against_the_target() {
        for (int i = 0; i < 100; i++) {
            guard.pass(message, Passing.with(refused(Kind.TIMEOUT)));
        }
        assertThat(standing().calls()).isZero();

        for (int i = 0; i < 20; i++) {
            guard.pass(message, taken -> {
                now.addAndGet(Duration.ofSeconds(1).toNanos());
                return refused(Kind.TIMEOUT);
            });
        }
        assertThat(standing().state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void a_message_that_came_too_late_is_no_call() {
        guard.pass(message.until(1), Passing.with(refused(Kind.TIMEOUT)));

        assertThat(standing().seen()).isEqualTo(new Standing.Seen(0, 0, 0, 0, 0, 0));
    }

    @Test
    void what_throws_has_failed() {
        assertThatThrownBy(() -> guard.pass(message, taken -> {
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(IllegalStateException.class);
        guard.pass(message, Passing.with(Future.failedFuture("no outcome")));

        assertThat(standing().failed()).isEqualTo(2);
    }

    private void fail(int calls) {
        for (int i = 0; i < calls; i++) {
            guard.pass(message, Passing.with(BROKEN));
        }
    }

    private Standing standing() {
        return circuit.standing();
    }

    private static Future<Outcome> refused(Kind kind) {
        return Future.succeededFuture(Outcome.refused(kind, "cause", ""));
    }
}
