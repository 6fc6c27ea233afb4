package dev.busway.http.eventbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class FrameTest {
    @Test
    void a_frame_has_what_it_says_and_nothing_where_it_says_nothing() {
        Frame frame = read(
                "{\"type\":\"send\",\"address\":\"a\",\"replyAddress\":null,\"headers\":{\"CE-Type\":\"t\"},\"body\":[1]}");

        assertThat(frame.type()).isEqualTo("send");
        assertThat(frame.answerAddress()).isEqualTo("a");
        assertThat(frame.header("ce-type")).isEqualTo("t");
        assertThat(frame.header("prefer")).isNull();
        assertThat(frame.body().get(0).asInt()).isEqualTo(1);
    }

    @Test
    void an_answer_goes_to_who_waits_for_it() {
        assertThat(read("{\"address\":\"a\",\"replyAddress\":\"r\"}").answerAddress())
                .isEqualTo("r");
    }

    @Test
    void what_is_no_frame_is_invalid() {
        for (String text : new String[] {"", "{", "[]", "7", "{\"type\":1}", "{\"address\":{}}", "{} {}"}) {
            refused(Kind.INVALID, text);
        }
        refused(Kind.INVALID, "{\"address\":\"" + "x".repeat(Frame.MAX_ADDRESS_CHARS + 1) + "\"}");
    }

    @Test
    void a_frame_beyond_the_bound_is_too_large() {
        refused(Kind.TOO_LARGE, " ".repeat(10_001));
    }

    private static void refused(Kind kind, String text) {
        assertThatThrownBy(() -> read(text))
                .as(text)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().kind()).isEqualTo(kind));
    }

    private static Frame read(String text) {
        return Frame.read(Buffer.buffer(text), 10_000);
    }
}
