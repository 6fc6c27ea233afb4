package dev.busway.bus.transport.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.contract.Retry;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Message ORDER = Message.of("orders.Create", Payload.EMPTY);
    private static final Message REQUEST = ORDER.edit().replyTo("answers").build();
    private static final Outcome MAY_PASS = Outcome.refused(Kind.BROKEN, "no", "");
    private static final Outcome NEVER = Outcome.refused(Kind.INVALID, "no", "");

    @Test
    void success_is_done() {
        assertThat(verdict(Delivery.AT_LEAST_ONCE, ORDER, Outcome.delivered(), 1))
                .isEqualTo(Verdict.DONE);
    }

    @Test
    void what_may_pass_later_is_tried_until_its_tries_are_used_up() {
        assertThat(verdict(Delivery.AT_LEAST_ONCE, ORDER, MAY_PASS, 2)).isEqualTo(Verdict.AGAIN);
        assertThat(verdict(Delivery.AT_LEAST_ONCE, ORDER, MAY_PASS, 3)).isEqualTo(Verdict.DEAD);
        assertThat(verdict(Delivery.EFFECTIVELY_ONCE, ORDER, MAY_PASS, 3)).isEqualTo(Verdict.DEAD);
    }

    @Test
    void what_never_passes_is_dead_at_once_unless_somebody_hears_of_it() {
        assertThat(verdict(Delivery.AT_LEAST_ONCE, ORDER, NEVER, 1)).isEqualTo(Verdict.DEAD);
        assertThat(verdict(Delivery.AT_LEAST_ONCE, REQUEST, NEVER, 1)).isEqualTo(Verdict.DONE);
        assertThat(verdict(Delivery.EFFECTIVELY_ONCE, ORDER, NEVER, 1)).isEqualTo(Verdict.DONE);
    }

    @Test
    void best_effort_is_tried_once() {
        assertThat(verdict(Delivery.BEST_EFFORT, ORDER, MAY_PASS, 1)).isEqualTo(Verdict.DONE);
    }

    @Test
    void a_request_past_its_deadline_is_not_tried_again() {
        assertThat(verdict(Delivery.AT_LEAST_ONCE, REQUEST.until(1), MAY_PASS, 1))
                .isEqualTo(Verdict.DONE);
    }

    @Test
    void what_lies_not_with_the_message_is_no_try() {
        for (Kind kind : List.of(Kind.BUSY, Kind.CIRCUIT_OPEN, Kind.NO_HANDLER)) {
            assertThat(verdict(Delivery.AT_LEAST_ONCE, ORDER, Outcome.refused(kind, "no", ""), 3))
                    .as(kind.code())
                    .isEqualTo(Verdict.LATER);
        }
    }

    private static Verdict verdict(Delivery delivery, Message message, Outcome outcome, int tries) {
        ChannelSpec spec = new ChannelSpec(
                "orders",
                "orders",
                ChannelKind.POINT_TO_POINT,
                delivery,
                "kafka",
                "orders",
                Optional.empty(),
                1,
                new Retry(3, Duration.ofMillis(5), Duration.ofMillis(20)),
                Optional.empty(),
                ChannelSpec.Interop.FRAME,
                64,
                List.of());
        return Verdict.of(spec, message, outcome, tries);
    }
}
