package dev.busway.codec.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.message.AttributeLimits;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
    @Test
    void every_millisecond_is_written_as_java_time_writes_it_and_read_back() {
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            long millis = random.nextLong(AttributeLimits.EARLIEST_MILLIS, AttributeLimits.LATEST_MILLIS + 1);
            String text = Rfc3339.format(millis);
            assertThat(text).isEqualTo(Instant.ofEpochMilli(millis).toString());
            assertThat(Rfc3339.parse(text)).isEqualTo(millis);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {AttributeLimits.EARLIEST_MILLIS, -1, 0, 1, 951_782_400_000L, AttributeLimits.LATEST_MILLIS})
    void the_edges_are_written_as_java_time_writes_them(long millis) {
        assertThat(Rfc3339.format(millis))
                .isEqualTo(Instant.ofEpochMilli(millis).toString());
        assertThat(Rfc3339.parse(Rfc3339.format(millis))).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1985-04-12T23:20:50.52Z",
                "1996-12-19T16:39:57-08:00",
                "1937-01-01T12:00:27.87+00:20",
                "2024-02-29T00:00:00.123456789Z",
                "2000-02-29T23:59:59+18:00"
            })
    void the_examples_of_section_5_8_are_read(String text) {
        assertThat(Rfc3339.parse(text))
                .isEqualTo(OffsetDateTime.parse(text).toInstant().toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource({
        "1990-12-31T23:59:60Z,1991-01-01T00:00:00Z",
        "1990-12-31T15:59:60-08:00,1991-01-01T00:00:00Z",
        "2026-01-31t12:00:00z,2026-01-31T12:00:00Z"
    })
    void leap_seconds_and_lower_case_letters_are_read(String text, String same) {
        assertThat(Rfc3339.parse(text)).isEqualTo(Rfc3339.parse(same));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-01-31",
                "2026-01-31T12:00:00",
                "2026-01-31 12:00:00Z",
                "2026-02-29T12:00:00Z",
                "1900-02-29T12:00:00Z",
                "2026-04-31T12:00:00Z",
                "2026-13-01T12:00:00Z",
                "2026-00-01T12:00:00Z",
                "2026-01-00T12:00:00Z",
                "2026-01-31T24:00:00Z",
                "2026-01-31T12:60:00Z",
                "2026-01-31T12:00:61Z",
                "2026-01-31T12:00:00.Z",
                "2026-01-31T12:00:00.1",
                "2026-01-31T12:00:00+0100",
                "2026-01-31T12:00:00+24:00",
                "2026-01-31T12:00:00ZZ",
                "+2026-01-31T12:00:00Z",
                "2026-01-31T12-00-00Z",
                "٢026-01-31T12:00:00Z"
            })
    void what_is_no_time_is_refused(String text) {
        assertThatThrownBy(() -> Rfc3339.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RFC 3339");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-22T23:59:59.999Z",
                "2024-02-29T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999Z",
                "1969-12-31T23:59:59.001Z"
            })
    void a_time_as_we_write_it_is_read_from_its_bytes_as_from_its_text(String text) {
        assertThat(Rfc3339.parse(text.getBytes(UTF_8))).isEqualTo(Rfc3339.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T00:00:00Z",
                "2026-11-22T24:00:00Z",
                "2026-11-22T23:59:60Z",
                "2026-11-22T23:59:59.9Z",
                "2026-11-22t23:59:59Z",
                "2026-11-22T23:59:59+01:00",
                "2026-11-2:T23:59:59Z",
                "2026-13-22T23:59:59Z",
                ""
            })
    void all_other_times_are_left_to_the_reader_of_text(String text) {
        assertThat(Rfc3339.parse(text.getBytes(UTF_8))).isEqualTo(Rfc3339.UNUSUAL);
    }
}
