package dev.busway.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.transport.Feature;
import dev.busway.message.Message;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Back-pressure: what is in flight or held stays within a bound that has a name and a metric. */
public abstract class BoundRules extends FailureRules {
    private static final int IN_FLIGHT = 8;
    private static final int LAG = 4_000;

    @Test
    void a_slow_group_grows_no_memory_and_catches_up() {
        needs(Feature.DURABLE);
        String address = address();
        given(pointToPoint(address).maxInFlight(IN_FLIGHT).build());
        AtomicInteger running = new AtomicInteger();
        AtomicInteger peak = new AtomicInteger();
        AtomicInteger handled = new AtomicInteger();
        Promise<Void> slow = Promise.promise();
        handleOnTwo(address, "g", (message, work) -> {
            peak.accumulateAndGet(running.incrementAndGet(), Math::max);
            return slow.future().onComplete(done -> {
                running.decrementAndGet();
                handled.incrementAndGet();
            });
        });

        List<Future<Void>> sent = new ArrayList<>();
        for (int i = 0; i < LAG; i++) {
            sent.add(one().channel(address).send(message(i)));
        }
        await(Future.all(sent));
        eventually(() -> running.get() == IN_FLIGHT && gauge("busway.consumer.held", address) > 0);
        double held = gauge("busway.consumer.held", address);
        double most = gauge("busway.consumer.held.max", address);
        slow.complete();

        eventually(() -> handled.get() >= LAG);
        assertThat(peak.get()).isLessThanOrEqualTo(IN_FLIGHT);
        assertThat(most).isPositive().isLessThan(LAG);
        assertThat(held).isPositive().isLessThanOrEqualTo(most);
    }

    @Test
    void a_slow_group_does_not_hold_up_another() {
        needs(Feature.DURABLE, Feature.GROUPS);
        String address = address();
        given(publishSubscribe(address).maxInFlight(IN_FLIGHT).build());
        AtomicInteger quick = new AtomicInteger();
        Promise<Void> slow = Promise.promise();
        handleOnTwo(address, "slow", (message, work) -> slow.future());
        handleOnTwo(address, "quick", (message, work) -> Future.succeededFuture(quick.incrementAndGet()));

        for (int i = 0; i < 100; i++) {
            await(one().channel(address).publish(message(i)));
        }

        eventually(() -> quick.get() == 100);
        slow.complete();
    }

    @Test
    void a_call_beyond_the_bound_is_busy_at_once_and_the_others_are_answered() {
        String address = address();
        given(IN_FLIGHT, pointToPoint(address).build());
        Promise<Void> slow = Promise.promise();
        handleOnTwo(address, "g", (message, work) -> slow.future().map(message.reply("late")));
        List<Future<Message>> asked = new ArrayList<>();
        for (int i = 0; i < IN_FLIGHT; i++) {
            asked.add(one().channel(address).request(message(i)));
        }

        Problem problem = refusal(one().channel(address).request(message()));
        slow.complete();

        assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY);
        assertThat(problem.retryAfter()).isNotNull();
        await(Future.all(asked));
    }

    @Test
    void a_full_receiver_with_no_broker_behind_it_is_busy() {
        assumeFalse(features().durable(), "the transport's broker keeps what a receiver cannot take yet");
        String address = address();
        given(pointToPoint(address).maxInFlight(IN_FLIGHT).build());
        Promise<Void> slow = Promise.promise();
        AtomicInteger busy = new AtomicInteger();
        handleOnTwo(address, "g", (message, work) -> slow.future());
        List<Future<Void>> sent = new ArrayList<>();
        for (int i = 0; i < 3 * IN_FLIGHT; i++) {
            sent.add(one().channel(address).send(message(i)).onFailure(refused -> {
                if (refused instanceof ProblemException known && known.problem().kind() == Problem.Kind.BUSY) {
                    busy.incrementAndGet();
                }
            }));
        }

        eventually(() -> busy.get() == 2 * IN_FLIGHT);
        slow.complete();

        await(Future.join(sent).otherwiseEmpty());
        assertThat(sent).filteredOn(Future::succeeded).hasSize(IN_FLIGHT);
    }

    private double gauge(String name, String address) {
        Gauge gauge = node(1).meters().find(name).tag("channel", address).gauge();
        assertThat(gauge)
                .as("the gauge " + name + " in the meters of TransportNode")
                .isNotNull();
        return gauge.value();
    }
}
