package dev.busway.http.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeLeftTest {
    @Test
    void milliseconds_are_read() {
        assertThat(TimeLeft.of(said("1500"))).contains(Duration.ofMillis(1500));
        assertThat(TimeLeft.of(said("0"))).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "soon", "12345678901234567890", "١"})
    void what_is_no_number_of_ours_is_as_good_as_nothing(String text) {
        assertThat(TimeLeft.of(said(text))).isEmpty();
    }

    @Test
    void who_says_nothing_waits_as_long_as_the_contract_says() {
        assertThat(TimeLeft.of(MultiMap.caseInsensitiveMultiMap())).isEmpty();
    }

    private static MultiMap said(String text) {
        return MultiMap.caseInsensitiveMultiMap().add("Busway-Timeout", text);
    }
}
