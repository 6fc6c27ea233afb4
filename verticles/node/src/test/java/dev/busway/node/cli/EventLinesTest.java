package dev.busway.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventLinesTest {
    @Test
    void an_event_ends_with_an_empty_line() {
        assertThat(events("id: 1", "data: {\"a\":1}", "")).containsExactly("{\"a\":1}");
    }

    @Test
    void several_data_lines_are_one_event() {
        assertThat(events("data: one", "data:two", "")).containsExactly("one\ntwo");
    }

    @Test
    void comments_and_events_without_data_are_not_told() {
        assertThat(events(": heartbeat", "", "event: ping", "")).isEmpty();
    }

    @Test
    void people_see_time_type_id_and_payload() {
        String event = "{\"time\":\"T\",\"type\":\"orders.OrderCreated\",\"id\":\"e-1\",\"data\":{\"a\":1}}";

        assertThat(EventLines.forPeople(event)).isEqualTo("T orders.OrderCreated e-1 {\"a\":1}");
    }

    private static List<String> events(String... lines) {
        EventLines events = new EventLines();
        return List.of(lines).stream()
                .map(events::line)
                .flatMap(Optional::stream)
                .toList();
    }
}
