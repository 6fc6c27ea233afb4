package dev.busway.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Stage.Next;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DelayedCallTest {
    private static final Next DELIVERS = message -> Future.succeededFuture(Outcome.delivered());
    private static final Next NEVER = message -> Future.failedFuture("must not be reached");

    @Test
    void a_message_that_is_due_goes_on() {
        Message due =
                Message.builder("a").deliverAt(Instant.now().minusMillis(1)).build();

        assertThat(call(Delivery.BEST_EFFORT, DELIVERS).pass(due).result()).isEqualTo(Outcome.delivered());
        assertThat(call(Delivery.BEST_EFFORT, DELIVERS)
                        .pass(Message.builder("a").build())
                        .result())
                .isEqualTo(Outcome.delivered());
    }

    @Test
    void a_channel_that_keeps_nothing_refuses_what_is_due_later() {
        Problem problem = refused(call(Delivery.BEST_EFFORT, NEVER));

        assertThat(problem.cause()).contains("best-effort");
    }

    @Test
    void a_durable_channel_of_a_node_with_no_database_refuses_what_is_due_later_and_says_how_to_mend_it() {
        Problem problem = refused(call(Delivery.AT_LEAST_ONCE, NEVER));

        assertThat(problem.mend()).contains("configure postgres");
    }

    private static Problem refused(DelayedCall call) {
        Message later = Message.builder("a").delay(Duration.ofHours(1)).build();
        Problem problem = Objects.requireNonNull(call.pass(later).result().problem());
        assertThat(problem.kind()).isEqualTo(Problem.Kind.INVALID);
        return problem;
    }

    private static DelayedCall call(Delivery delivery, Next atOnce) {
        ChannelSpec plain = Samples.channel("a", ChannelKind.POINT_TO_POINT);
        ChannelSpec spec = new ChannelSpec(
                plain.name(),
                plain.address(),
                plain.kind(),
                delivery,
                plain.transport(),
                plain.group(),
                plain.key(),
                plain.shards(),
                plain.retry(),
                plain.deadLetter(),
                plain.interop(),
                plain.maxInFlight(),
                plain.messages());
        return new DelayedCall(spec, Style.SEND, Optional.empty(), atOnce);
    }
}
