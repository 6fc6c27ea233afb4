package dev.busway.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdTest {
    private static final long NOW = 1_767_225_600_123L;

    @Test
    void a_new_id_is_a_uuid_of_version_7_with_its_time() {
        UUID uuid = UUID.fromString(MessageId.next(NOW).toString());

        assertThat(uuid.version()).isEqualTo(7);
        assertThat(uuid.variant()).isEqualTo(2);
        assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(NOW);
    }

    @Test
    void ids_of_later_milliseconds_sort_later_as_text() {
        assertThat(MessageId.next(NOW).toString())
                .isLessThan(MessageId.next(NOW + 1).toString());
    }

    @Test
    void ids_of_one_millisecond_differ() {
        Set<MessageId> seen = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            assertThat(seen.add(MessageId.next(NOW))).isTrue();
        }
    }

    @Test
    void a_uuid_is_the_same_id_as_text_and_as_numbers() {
        MessageId id = MessageId.next(NOW);
        MessageId read = MessageId.of(id.toString());

        assertThat(read).isEqualTo(id).hasSameHashCodeAs(id);
        assertThat(read.isUuid()).isTrue();
        assertThat(MessageId.of(id.high(), id.low())).hasToString(id.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "019B7700-0000-7ABC-8DEF-0123456789AB",
                "00000000-0000-0000-0000-000000000000",
                "019b7700-0000-7abc-8def-0123456789a",
                "019b7700-0000-7abc-8def-0123456789abc",
                "019b7700_0000-7abc-8def-0123456789ab",
                "019b7700-0000-7abc-8def-0123456789ag",
                "019b77000-000-7abc-8def-0123456789ab"
            })
    void any_other_text_is_kept_to_the_letter(String text) {
        assertThat(MessageId.of(text).isUuid()).isFalse();
        assertThat(MessageId.of(text)).hasToString(text);
    }

    @Test
    void text_that_differs_only_in_case_is_another_id() {
        assertThat(MessageId.of("019B7700-0000-7abc-8def-0123456789ab"))
                .isNotEqualTo(MessageId.of("019b7700-0000-7abc-8def-0123456789ab"));
    }

    @Test
    void the_text_is_made_once() {
        MessageId id = MessageId.next(NOW);

        assertThat(id.toString()).isSameAs(id.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0199a3f2-6c1d-7b2e-8f40-123456789abc",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "0199A3F2-6c1d-7b2e-8f40-123456789abc",
                "0199a3f2-6c1d-7b2e-8f40-123456789ab",
                "0199a3f2_6c1d-7b2e-8f40-123456789abc",
                "0199a3g2-6c1d-7b2e-8f40-123456789abc",
                "00000000-0000-0000-0000-000000000000",
                "order-17"
            })
    void an_id_is_read_from_its_bytes_as_from_its_text_or_left_to_the_text(String text) {
        MessageId read = MessageId.ofUuid(text.getBytes(UTF_8));

        assertThat(read).isEqualTo(MessageId.of(text).isUuid() ? MessageId.of(text) : null);
        if (read != null) {
            assertThat(read).hasToString(text);
        }
    }
}
