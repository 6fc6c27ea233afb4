package dev.busway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void durations_are_read_as_people_write_them() {
        assertThat(Durations.parse("100ms")).contains(Duration.ofMillis(100));
        assertThat(Durations.parse(" 2s ")).contains(Duration.ofSeconds(2));
        assertThat(Durations.parse("1h")).contains(Duration.ofHours(1));
        assertThat(Durations.parse("365d")).contains(Duration.ofDays(365));
        assertThat(Durations.parse("1y")).isEmpty();
        assertThat(Durations.parse("-1s")).isEmpty();
    }

    @Test
    void durations_are_written_in_their_largest_whole_unit() {
        assertThat(Durations.text(Duration.ofMinutes(2))).isEqualTo("2m");
        assertThat(Durations.text(Duration.ofMillis(1_500))).isEqualTo("1500ms");
    }
}
