package dev.busway.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {
    private static final Map<String, Race> RACES = Map.of("bus", settings -> "{}");

    @Test
    void nothing_but_the_name_is_needed() {
        BenchOptions options = of("bus");

        assertThat(options.settings().rounds()).isEqualTo(7);
        assertThat(options.settings().size()).isEqualTo(Duel.Size.FULL);
    }

    @Test
    void a_short_run_has_one_round() {
        BenchOptions options = of("bus", "--short", "--seconds", "2");

        assertThat(options.settings().rounds()).isEqualTo(1);
        assertThat(options.settings().round()).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.settings().size()).isEqualTo(Duel.Size.SHORT);
    }

    @Test
    void a_value_that_is_no_number_is_told_with_its_word() {
        assertThatThrownBy(() -> of("bus", "--rounds", "many"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--rounds must be 5 to 10000, was many. Mend: give it such a number.");
    }

    @Test
    void too_few_rounds_are_refused() {
        assertThatThrownBy(() -> of("bus", "--rounds", "2")).hasMessageContaining("must be 5 to 10000, was 2");
    }

    @Test
    void an_unknown_bench_and_an_unknown_word_are_refused_with_those_that_there_are() {
        assertThatThrownBy(() -> of("buss"))
                .hasMessageContaining("no bench buss")
                .hasMessageContaining("one of bus.");
        assertThatThrownBy(() -> of("bus", "--round", "5")).hasMessageContaining("Nobody knows --round.");
        assertThatThrownBy(() -> of("bus", "--rounds")).hasMessageContaining("--rounds has no value.");
    }

    private static BenchOptions of(String... words) {
        return BenchOptions.of(words, RACES);
    }
}
