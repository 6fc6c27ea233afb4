package dev.busway.bus.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.message.Message;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
        stage.settle();

        assertThat(count("delivered")).isEqualTo(2);
        assertThat(count("bw-no-handler")).isEqualTo(1);
    }

    @Test
    void each_outcome_is_timed() {
        stage.seen(Outcome.delivered(), System.nanoTime() - 3_000_000_000L);
        stage.settle();

        Timer latency = meters.get("busway.latency").tag("direction", "call").timer();
        assertThat(latency.count()).isEqualTo(1);
        assertThat(latency.max(TimeUnit.SECONDS)).isBetween(3.0, 300.0);
    }

    @Test
    void nothing_is_counted_twice() {
        stage.pass(ANY, Passing.delivered());
        stage.settle();
        stage.settle();

        assertThat(count("delivered")).isEqualTo(1);
    }

    @Test
    void what_was_seen_is_told_when_there_is_no_room_for_more() {
        for (int i = 0; i < Measure.MOST_NOTES; i++) {
            stage.pass(ANY, Passing.delivered());
        }

        assertThat(count("delivered")).isEqualTo(Measure.MOST_NOTES);
    }

    @Test
    void a_refusal_is_counted_by_its_code() {
        for (Problem.Kind kind : Problem.Kind.values()) {
            stage.pass(ANY, Passing.with(Future.succeededFuture(Outcome.refused(kind, "So.", ""))));
            stage.settle();

            assertThat(count(kind.code().toLowerCase(Locale.ROOT))).isEqualTo(1);
        }
    }

    @Test
    void no_outcome_is_lost_among_threads_while_the_meters_are_read() throws Exception {
        int threads = 4;
        int each = 20_000;
        CompletableFuture<?>[] all = new CompletableFuture<?>[threads];
        for (int i = 0; i < threads; i++) {
            all[i] = CompletableFuture.runAsync(() -> {
                for (int n = 0; n < each; n++) {
                    stage.seen(Outcome.delivered(), System.nanoTime());
                    if (n % 1_000 == 0) {
                        stage.settle();
                    }
                }
            });
        }
        CompletableFuture.allOf(all).get(60, TimeUnit.SECONDS);
        stage.settle();

        assertThat(count("delivered")).isEqualTo(threads * each);
        assertThat(meters.get("busway.latency").timer().count()).isEqualTo((long) threads * each);
    }

    private double count(String outcome) {
        return meters.get("busway.messages")
                .tag("channel", "orders")
                .tag("outcome", outcome)
                .counter()
                .count();
    }
}
