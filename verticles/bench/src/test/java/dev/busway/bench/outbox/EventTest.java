package dev.busway.bench.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventTest {
    @Test
    void the_number_of_an_event_is_read_from_its_payload() {
        byte[] payload = new Event(1_234_567).payload().toBuffer().getBytes();

        assertThat(Event.numberIn(payload)).isEqualTo(1_234_567);
        assertThat(payload).hasSizeBetween(190, 210);
    }

    @Test
    void a_record_of_somebody_else_is_refused() {
        byte[] foreign = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Event.numberIn(foreign)).hasMessageContaining("no event of this run");
    }
}
