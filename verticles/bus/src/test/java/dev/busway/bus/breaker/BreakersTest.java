package dev.busway.bus.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.contract.BreakerSpec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BreakersTest {
    private static final BreakerSpec SPEC = BreakerSpec.DEFAULTS;
    private static final Outcome BROKEN = Outcome.refused(Kind.BROKEN, "no", "");

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong now = new AtomicLong();
    private final Breakers breakers = new Breakers(vertx, "n1", meters, now::get);

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void one_target_of_an_operation_has_one_circuit() {
        Circuit orders = breakers.circuit("create", "orders", SPEC);

        assertThat(breakers.circuit("create", "orders", SPEC)).isSameAs(orders);
        assertThat(breakers.circuit("create", "others", SPEC)).isNotSameAs(orders);
        assertThat(breakers.find("create@orders")).containsSame(orders);
        assertThat(breakers.all()).extracting(Circuit::name).containsExactly("create@orders", "create@others");
    }

    @Test
    void each_change_is_published_once_and_in_order() throws Exception {
        List<JsonObject> told = new CopyOnWriteArrayList<>();
        vertx.eventBus()
                .<JsonObject>consumer(Breakers.ADDRESS, event -> told.add(event.body()))
                .completion()
                .await(30, TimeUnit.SECONDS);
        Circuit circuit = breakers.circuit("create", "orders", SPEC);
        calls(circuit, 20, BROKEN);
        now.addAndGet(SPEC.openFor().toNanos());
        calls(circuit, 3, Outcome.delivered());

        await().atMost(30, TimeUnit.SECONDS).until(() -> told.size() == 3);
        assertThat(told).extracting(event -> event.getString("state")).containsExactly("open", "half-open", "closed");
        assertThat(told)
                .extracting(event -> event.getString("cause"))
                .containsExactly("failures", "waited", "probes-passed");
        assertThat(told.get(0).getString("name")).isEqualTo("create@orders");
        assertThat(told.get(0).getString("node")).isEqualTo("n1");
        assertThat(told.get(0).getInteger("failed")).isEqualTo(20);
    }

    @Test
    void meters_tell_state_calls_and_changes() {
        Circuit circuit = breakers.circuit("create", "orders", SPEC);
        calls(circuit, 20, BROKEN);
        circuit.enter(now.get());

        assertThat(meters.get("busway.breaker.state")
                        .tag("operation", "create")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(calls("failed")).isEqualTo(20);
        assertThat(calls("refused")).isEqualTo(1);
        assertThat(meters.get("busway.breaker.transitions")
                        .tag("to", "open")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void what_an_operator_decides_stays_with_the_circuit() {
        Circuit circuit = breakers.circuit("create", "orders", SPEC);
        breakers.set(circuit, Mode.OPEN, "ann at 127.0.0.1", "the disk is full");

        assertThat(circuit.standing().state()).isEqualTo(BreakerState.OPEN);
        assertThat(circuit.hand().orElseThrow().by()).isEqualTo("ann at 127.0.0.1");
        assertThat(circuit.hand().orElseThrow().reason()).isEqualTo("the disk is full");
        assertThat(circuit.lastChange().orElseThrow().transition().cause()).isEqualTo(Transition.Cause.BY_HAND);
    }

    @Test
    void of_too_many_targets_the_one_idle_longest_goes_with_its_meters() {
        Circuit held = breakers.circuit("create", "held", SPEC);
        breakers.set(held, Mode.OPEN, "ann", "");
        for (int i = 0; i < Breakers.MOST_TARGETS; i++) {
            now.incrementAndGet();
            breakers.circuit("create", "t" + i, SPEC);
        }

        assertThat(breakers.all()).hasSize(Breakers.MOST_TARGETS);
        assertThat(breakers.find("create@held")).isPresent();
        assertThat(breakers.find("create@t0")).isEmpty();
        assertThat(meters.find("busway.breaker.calls").tag("target", "t0").meters())
                .isEmpty();
        assertThat(meters.find("busway.breaker.transitions").tag("target", "t0").meters())
                .isEmpty();
    }

    private double calls(String outcome) {
        return meters.get("busway.breaker.calls")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    private void calls(Circuit circuit, int count, Outcome outcome) {
        for (int i = 0; i < count; i++) {
            circuit.leave(circuit.enter(now.get()), outcome, now.get(), 0);
        }
    }
}
