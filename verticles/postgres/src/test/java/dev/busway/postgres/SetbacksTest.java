package dev.busway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class SetbacksTest {
    private final Setbacks setbacks = new Setbacks();

    @Test
    void a_sequence_waits_twice_as_long_after_each_refusal_up_to_a_bound() {
        setbacks.add(row(1, "k"), 0);
        assertThat(setbacks.held(99)).containsExactly("kitchen\nk");
        assertThat(setbacks.held(100)).isEmpty();
        setbacks.add(row(1, "k"), 100);
        assertThat(setbacks.held(299)).containsExactly("kitchen\nk");
        assertThat(setbacks.held(300)).isEmpty();
        for (int i = 0; i < 20; i++) {
            setbacks.add(row(1, "k"), 1000);
        }
        assertThat(setbacks.nextMillis(1000)).isEqualTo(10_000);
    }

    @Test
    void a_success_ends_the_wait() {
        setbacks.add(row(1, "k"), 0);
        setbacks.clear(row(2, "k"));

        assertThat(setbacks.held(1)).isEmpty();
        assertThat(setbacks.nextMillis(1)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_channel_with_very_many_waiting_sequences_waits_as_a_whole() {
        for (int i = 0; i < 99; i++) {
            setbacks.add(row(i, "k" + i), 0);
        }
        assertThat(setbacks.illChannels(1)).isEmpty();

        setbacks.add(row(99, "k99"), 0);

        assertThat(setbacks.illChannels(1)).containsExactly("kitchen");
        assertThat(setbacks.illChannels(100)).isEmpty();
    }

    private static RelayedRow row(long seq, String key) {
        return new RelayedRow(seq, "id", "kitchen", key, 0, 0, Buffer.buffer(), 0, null);
    }
}
