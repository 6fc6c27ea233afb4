package dev.busway.bus.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Problem;
import dev.busway.message.Message;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplyRouteTest {
    private final ReplyRoute stage = new ReplyRoute(Set.of("orders.replies"));
    private final Passing next = Passing.delivered();

    @Test
    void a_reply_channel_of_a_contract_passes() {
        stage.pass(Message.builder("any").replyTo("orders.replies").build(), next);

        assertThat(next.came).hasSize(1);
    }

    @Test
    void an_address_that_a_caller_made_up_is_refused() {
        Problem problem = Passing.refused(
                stage.pass(Message.builder("any").replyTo("evil").build(), next));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.INVALID);
        assertThat(next.came).isEmpty();
    }
}
