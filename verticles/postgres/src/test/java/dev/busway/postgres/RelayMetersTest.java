package dev.busway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class RelayMetersTest {
    private static final long GIBIBYTE = 1L << 30;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RelayMeters meters = new RelayMeters(registry);

    private static RelayLook look(long walBytes, long safeBytes) {
        return new RelayLook(
                false,
                false,
                0,
                null,
                0,
                RelayEngine.LOG,
                false,
                RelayEngine.LOG,
                false,
                false,
                walBytes,
                safeBytes,
                0);
    }

    @Test
    void a_log_that_grows_is_a_warning_until_it_has_shrunk() {
        meters.saw(look(2 * GIBIBYTE, -1));
        assertThat(meters.warnings()).singleElement().asString().contains("2147483648 bytes");
        assertThat(registry.get("busway.relay.wal.bytes").gauge().value()).isEqualTo(2.0 * GIBIBYTE);

        meters.saw(look(4096, -1));
        assertThat(meters.warnings()).isEmpty();
    }

    @Test
    void a_log_that_is_near_to_be_given_up_is_a_warning_however_small() {
        meters.saw(look(64 << 20, 32 << 20));

        assertThat(meters.warnings()).singleElement().asString().contains("gives it up in 33554432 more");
    }
}
