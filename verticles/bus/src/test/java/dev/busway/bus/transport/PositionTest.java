package dev.busway.bus.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.ProblemException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PositionTest {
    @Test
    void each_form_is_read() {
        long hourAgo = System.currentTimeMillis() - Duration.ofHours(1).toMillis();

        assertThat(Position.parse("beginning")).isEqualTo(new Position.Beginning());
        assertThat(Position.parse("end")).isEqualTo(new Position.End());
        assertThat(Position.parse("offset:42")).isEqualTo(new Position.Offset(42));
        assertThat(Position.parse("time:1970-01-01T00:00:01Z")).isEqualTo(new Position.Time(1000));
        assertThat(Position.parse("-1h")).isInstanceOfSatisfying(Position.Time.class, time -> assertThat(time.millis())
                .isBetween(hourAgo, hourAgo + 5_000));
    }

    @Test
    void anything_else_is_refused_with_the_forms() {
        for (String text : List.of(
                "",
                "start",
                "offset:",
                "offset:-1",
                "offset:x",
                "offset:99999999999999999999",
                "time:yesterday",
                "1h",
                "-1y")) {
            assertThatThrownBy(() -> Position.parse(text))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("No group can begin at");
        }
    }
}
