package dev.busway.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class OptionsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine busway =
            Busway.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @ParameterizedTest
    @ValueSource(strings = {"run", "dev", "send", "request", "publish", "subscribe", "operations", "replay"})
    void every_verb_has_help_and_json(String verb) {
        assertThat(busway.execute(verb, "--help")).isZero();
        assertThat(out.toString()).contains("--json").contains("Usage: busway " + verb);
    }

    @Test
    void a_verb_of_two_words_has_help_and_json() {
        assertThat(busway.execute("contract", "show", "--help")).isZero();
        assertThat(out.toString()).contains("--json").contains("Usage: busway contract show");
    }

    @Test
    void an_unknown_option_is_refused_with_the_nearest() {
        assertThat(busway.execute("send", "--jsn", "orders", "{}")).isEqualTo(2);
        assertThat(err.toString()).contains("--jsn").contains("--json");
    }

    @Test
    void a_call_without_a_channel_is_refused() {
        assertThat(busway.execute("send")).isEqualTo(2);
        assertThat(err.toString()).contains("CHANNEL");
    }

    @Test
    void a_key_without_a_type_is_refused() {
        assertThat(busway.execute("send", "orders", "{}", "--key", "k-1")).isEqualTo(2);
        assertThat(err.toString()).contains("--key needs --type");
    }

    @Test
    void an_address_that_is_no_url_is_refused() {
        assertThat(busway.execute("send", "orders", "{}", "--url", "localhost 80"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--url must be like http://127.0.0.1:8080");
    }

    @Test
    void a_payload_file_that_is_not_there_is_named() {
        assertThat(busway.execute("send", "orders", "@absent.json")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no file absent.json");
    }

    @Test
    void a_node_that_is_not_there_is_said_with_a_mend() {
        assertThat(busway.execute("send", "orders", "{}", "--url", "http://127.0.0.1:1"))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("nobody answers at http://127.0.0.1:1")
                .contains("Mend:");
    }

    @Test
    void a_failure_is_json_where_the_call_says_so() {
        busway.execute("send", "orders", "{}", "--json", "--url", "http://127.0.0.1:1");

        JsonNode told = Json.payload(out.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(told.path("exitCode").asInt()).isEqualTo(1);
        assertThat(told.path("errors").path(0).asText()).contains("nobody answers");
    }

    @Test
    void a_wait_beyond_its_bound_is_refused() {
        assertThat(busway.execute("operations", "o-1", "--wait", "9999")).isEqualTo(2);
        assertThat(err.toString()).contains("--wait must be 0 to 3600 seconds");
    }
}
