package dev.busway.codec.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP binding 1.0.2, §3.1.3.2. */
class PercentTextTest {
    @Test
    void s3_1_3_2_the_example_of_the_specification_is_encoded_and_decoded() {
        assertThat(PercentText.encode("Euro € 😀")).isEqualTo("Euro%20%E2%82%AC%20%F0%9F%98%80");
        assertThat(PercentText.decode("subject", "Euro%20%E2%82%AC%20%F0%9F%98%80"))
                .isEqualTo("Euro € 😀");
    }

    @Test
    void s3_1_3_2_space_quote_percent_and_what_is_not_printable_ascii_are_encoded_and_nothing_else() {
        for (char c = 0; c < 0x200; c++) {
            boolean plain = c > 0x20 && c < 0x7f && c != '"' && c != '%';
            String encoded = PercentText.encode(String.valueOf(c));
            assertThat(encoded.length() == 1).as("U+%04X", (int) c).isEqualTo(plain);
            assertThat(PercentText.decode("subject", encoded)).isEqualTo(String.valueOf(c));
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'\"a b\"','a b'",
                "'\"a\\\\b\\\"c\"','a\\b\"c'",
                "'\"%20\"',' '",
                "'%e2%82%ac','€'",
                "'%41%42','AB'",
                "'%2541','%41'",
                "'a b','a b'"
            })
    void s3_1_3_2_quotes_then_one_round_of_percents_are_undone(String header, String value) {
        assertThat(PercentText.decode("subject", header)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%C0%A0",
                "%FF",
                "%E2%82",
                "%ED%A0%80",
                "%",
                "%4",
                "%zz",
                "a%2",
                "\"a",
                "\"",
                "\"a\"b",
                "\"a\\\"",
                "€"
            })
    void s3_1_3_2_what_cannot_be_decoded_is_refused_with_the_attribute_named(String header) {
        assertThatThrownBy(() -> PercentText.decode("subject", header))
                .isInstanceOf(CloudEventException.class)
                .hasMessageStartingWith("subject ");
    }
}
