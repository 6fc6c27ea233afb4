package dev.busway.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChaosOptionsTest {
    @Test
    void without_words_the_defaults_and_a_fresh_seed_hold() {
        ChaosOptions options = ChaosOptions.parse(List.of(), 42);
        assertThat(options.messages()).isEqualTo(20_000);
        assertThat(options.faults()).isEqualTo(12);
        assertThat(options.seed()).isEqualTo(42);
    }

    @Test
    void a_seed_that_is_given_is_taken() {
        assertThat(ChaosOptions.parse(List.of("--seed", "7", "--messages", "100"), 42))
                .extracting(ChaosOptions::seed, ChaosOptions::messages)
                .containsExactly(7L, 100);
    }

    @Test
    void a_wrong_word_is_refused_with_a_sentence() {
        assertThatThrownBy(() -> ChaosOptions.parse(List.of("--faults", "many"), 1))
                .hasMessage("--faults must be a number, was many");
        assertThatThrownBy(() -> ChaosOptions.parse(List.of("--messages", "7"), 1))
                .hasMessage("--messages must be 100 to 1000000, was 7");
        assertThatThrownBy(() -> ChaosOptions.parse(List.of("--storm"), 1)).hasMessage("--storm is not an option");
    }
}
