package dev.busway.bus.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Problem;
import dev.busway.contract.PayloadValidator;
import dev.busway.message.Message;
import org.junit.jupiter.api.Test;

class KnownTypesTest {
    private final KnownTypes stage = new KnownTypes(Passing.channel("orders.CreateOrder", PayloadValidator.ANYTHING));
    private final Passing next = Passing.delivered();

    @Test
    void a_type_of_the_channel_passes() {
        stage.pass(Message.builder("orders.CreateOrder").build(), next);

        assertThat(next.came).hasSize(1);
    }

    @Test
    void a_mistyped_one_is_refused_with_the_nearest() {
        Problem problem =
                Passing.refused(stage.pass(Message.builder("orders.CreatOrder").build(), next));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.INVALID);
        assertThat(problem.mend()).isEqualTo("Did you mean orders.CreateOrder?");
        assertThat(next.came).isEmpty();
    }

    @Test
    void one_that_is_like_none_is_refused_with_all_that_there_are() {
        Problem problem = Passing.refused(stage.pass(Message.builder("x").build(), next));

        assertThat(problem.mend()).isEqualTo("It takes orders.CreateOrder.");
    }
}
