package dev.busway.bus.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Problem;
import dev.busway.contract.PayloadFault;
import dev.busway.message.Message;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValidationTest {
    private final Validation stage = new Validation(Passing.channel(
            "order", payload -> payload.tree().has("id") ? List.of() : List.of(new PayloadFault("/id", "is missing"))));
    private final Passing next = Passing.delivered();

    @Test
    void a_payload_that_fits_passes() {
        stage.pass(Message.of("order", Map.of("id", 1)), next);

        assertThat(next.came).hasSize(1);
    }

    @Test
    void one_that_does_not_is_refused_with_the_pointer_of_each_fault() {
        Problem problem = Passing.refused(stage.pass(Message.of("order", Map.of()), next));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.INVALID);
        assertThat(problem.cause()).contains("/id: is missing");
        assertThat(problem.faults()).containsExactly(new Problem.Fault("/id", "is missing"));
        assertThat(next.came).isEmpty();
    }
}
