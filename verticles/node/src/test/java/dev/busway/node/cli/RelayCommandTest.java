package dev.busway.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RelayCommandTest extends AgainstFakeNode {
    RelayCommandTest() {
        answer = "{\"wanted\":\"log\",\"active\":\"poll\",\"why\":\"No wal_level.\",\"logBytes\":7}";
    }

    private int relay(String... words) {
        return say("relay", words);
    }

    @Test
    void it_tells_what_is_wanted_what_is_active_and_why() {
        assertThat(relay("show")).isZero();

        assertThat(asked).containsExactly("GET /admin/relay ");
        assertThat(out.toString().trim()).isEqualTo("wanted log, active poll, log kept 7 bytes");
        assertThat(err.toString()).contains("No wal_level.");
    }

    @Test
    void a_switch_names_the_engine_and_fails_when_it_is_refused() {
        status = 503;
        answer = "{\"code\":\"BW-BUSY\",\"detail\":\"It waits.\"}";

        assertThat(relay("switch", "message")).isEqualTo(1);

        assertThat(asked).containsExactly("POST /admin/relay {\"engine\":\"message\"}");
    }
}
