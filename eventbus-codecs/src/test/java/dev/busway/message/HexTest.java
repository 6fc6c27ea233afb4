package dev.busway.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HexTest {
    @Test
    void digits_of_every_length_are_their_number() {
        Random random = new Random(1);
        for (int length = 1; length <= 15; length++) {
            for (int i = 0; i < 200; i++) {
                long number = random.nextLong() >>> (64 - 4 * length);
                byte[] ascii = ("-" + "%0" + length + "x-").formatted(number).getBytes(ISO_8859_1);
                assertThat(Hex.number(ascii, 1, length)).isEqualTo(number);
            }
        }
    }

    @Test
    void a_byte_that_is_no_lower_case_digit_is_found_wherever_it_stands() {
        for (int length : new int[] {2, 4, 8, 12}) {
            for (int at = 0; at < length; at++) {
                for (int value = 0; value < 256; value++) {
                    byte[] ascii = "0f1e2d3c4b5a".getBytes(ISO_8859_1);
                    ascii[at] = (byte) value;
                    boolean digit = "0123456789abcdef".indexOf(value) >= 0;
                    assertThat(Hex.number(ascii, 0, length) >= 0)
                            .as("byte %d at %d of %d", value, at, length)
                            .isEqualTo(digit);
                }
            }
        }
    }
}
