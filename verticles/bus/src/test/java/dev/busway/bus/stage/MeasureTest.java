package dev.busway.bus.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.message.Message;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

class MeasureTest {
    private static final Message ANY = Message.builder("any").build();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Measure stage = new Measure(meters, "orders", "call");

    @Test
    void outcomes_are_counted_by_what_they_are() {
        stage.pass(ANY, Passing.delivered());
        stage.pass(ANY, Passing.delivered());
        Promise<Outcome> later = Promise.promise();
        stage.pass(ANY, Passing.with(later.future()));
        later.complete(Outcome.refused(Problem.Kind.NO_HANDLER, "None.", ""));

        assertThat(count("delivered")).isEqualTo(2);
        assertThat(count("bw-no-handler")).isEqualTo(1);
    }

    @Test
    void each_outcome_is_timed() {
        stage.pass(ANY, Passing.delivered());

        assertThat(meters.get("busway.latency").tag("direction", "call").timer().count())
                .isEqualTo(1);
    }

    private double count(String outcome) {
        return meters.get("busway.messages")
                .tag("channel", "orders")
                .tag("outcome", outcome)
                .counter()
                .count();
    }
}
