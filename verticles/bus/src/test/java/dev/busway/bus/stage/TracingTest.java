package dev.busway.bus.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.message.Message;
import dev.busway.message.Trace;
import org.junit.jupiter.api.Test;

class TracingTest {
    private static final Message ANY = Message.builder("any").build();
    private static final Trace CALLER = new Trace(1, 2, 3, (byte) 0);

    private final Passing next = Passing.delivered();

    @Test
    void a_call_with_no_trace_starts_one() {
        Tracing.CALLING.pass(ANY, next);

        assertThat(next.only().trace()).isPresent();
        assertThat(next.only().messageId()).isEqualTo(ANY.messageId());
    }

    @Test
    void a_call_is_a_new_span_of_its_callers_trace_with_its_flags() {
        Tracing.CALLING.pass(ANY.traced(CALLER), next);

        Trace span = next.only().trace().orElseThrow();
        assertThat(span.traceHigh()).isEqualTo(1);
        assertThat(span.traceLow()).isEqualTo(2);
        assertThat(span.span()).isNotEqualTo(3);
        assertThat(span.flags()).isZero();
    }

    @Test
    void handling_happens_in_the_span_that_came() {
        Tracing.HANDLING.pass(ANY.traced(CALLER), next);

        assertThat(next.only().trace()).contains(CALLER);
    }

    @Test
    void what_came_from_a_stranger_gets_a_trace() {
        Tracing.HANDLING.pass(ANY, next);

        assertThat(next.only().trace()).isPresent();
    }
}
