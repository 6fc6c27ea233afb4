package dev.busway.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors of W3C Trace Context, §3.2 and its test suite. */
class TraceTest {
    private static final String TEXT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final Trace TRACE =
            new Trace(0x4bf92f3577b34da6L, 0xa3ce929d0e0e4736L, 0x00f067aa0ba902b7L, (byte) 1);

    @Test
    void version_00_is_read_and_written() {
        assertThat(Trace.parse(TEXT)).isEqualTo(TRACE);
        assertThat(TRACE).hasToString(TEXT);
    }

    @Test
    void flags_not_known_yet_are_kept() {
        assertThat(Trace.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff"))
                .hasToString("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-brings",
                "fe-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-"
            })
    void a_future_version_is_read_as_far_as_version_00_goes(String text) {
        assertThat(Trace.parse(text)).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473x-00f067aa0ba902b7-01",
                "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                ".0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
                "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void what_is_no_traceparent_is_none(String text) {
        assertThat(Trace.parse(text)).isNull();
    }

    @Test
    void a_child_stays_in_the_trace_with_a_span_of_its_own() {
        Trace child = TRACE.child();

        assertThat(child.traceHigh()).isEqualTo(TRACE.traceHigh());
        assertThat(child.traceLow()).isEqualTo(TRACE.traceLow());
        assertThat(child.flags()).isEqualTo(TRACE.flags());
        assertThat(child.span()).isNotEqualTo(TRACE.span());
    }

    @Test
    void a_new_trace_is_sampled_and_can_be_read() {
        Trace started = Trace.start();

        assertThat(Trace.parse(started.toString())).isEqualTo(started);
        assertThat(started.toString()).startsWith("00-").endsWith("-01");
    }

    @Test
    void ids_of_zeros_are_refused() {
        assertThatThrownBy(() -> new Trace(0, 0, 1, (byte) 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Trace(0, 1, 0, (byte) 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
                "x"
            })
    void a_trace_is_read_from_its_bytes_as_from_its_text(String text) {
        assertThat(Trace.parse(text.getBytes(UTF_8))).isEqualTo(Trace.parse(text));
    }
}
