package dev.busway.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemMessageTest {
    @Test
    void a_problem_survives_the_wire_whole() {
        Problem problem = new Problem(
                Problem.Kind.BUSY,
                "12 are in flight.",
                "Send again later.",
                Duration.ofMillis(250),
                List.of(new Problem.Fault("/a/0", "is no number")));

        Message sent = ProblemMessage.encode(problem);
        Message came = sent.edit().payload(Payload.of(sent.bytes())).build();

        assertThat(ProblemMessage.is(came)).isTrue();
        assertThat(ProblemMessage.decode(came)).isEqualTo(problem);
    }

    @Test
    void a_refusal_answers_the_message_that_it_is_about() {
        Message about = Message.builder("orders.CreateOrder").key("o-1").build();

        Message refusal = ProblemMessage.encode(about, Problem.of(Problem.Kind.CONFLICT, "Other body."));

        assertThat(refusal.correlation()).contains(about.messageId());
        assertThat(refusal.key()).contains("o-1");
    }

    @Test
    void what_cannot_be_read_is_broken_and_not_a_throw() {
        Message garbage = Message.builder(ProblemMessage.TYPE)
                .payload(Payload.of(Buffer.buffer("{\"kind\":\"NO_SUCH\"}")))
                .build();

        assertThat(ProblemMessage.decode(garbage).kind()).isEqualTo(Problem.Kind.BROKEN);
    }
}
