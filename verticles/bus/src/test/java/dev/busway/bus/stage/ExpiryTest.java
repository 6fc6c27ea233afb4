package dev.busway.bus.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Problem;
import dev.busway.message.Message;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final Message ANY = Message.builder("any").build();

    private final Passing next = Passing.delivered();

    @Test
    void a_message_past_its_deadline_is_not_started() {
        Problem problem = Passing.refused(Expiry.EXPIRY.pass(ANY.until(1), next));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.TIMEOUT);
        assertThat(next.came).isEmpty();
    }

    @Test
    void one_with_time_left_and_one_with_no_deadline_pass() {
        Expiry.EXPIRY.pass(ANY, next);
        Expiry.EXPIRY.pass(ANY.within(Duration.ofMinutes(1)), next);

        assertThat(next.came).hasSize(2);
    }
}
