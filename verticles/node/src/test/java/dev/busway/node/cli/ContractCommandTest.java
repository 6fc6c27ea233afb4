package dev.busway.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractCommandTest {
    private static final String CONTRACT = """
            asyncapi: 3.0.0
            info: { title: Greetings, version: %s }
            channels:
              greetings:
                address: greetings
                messages:
                  Hello:
                    payload: { type: object, required: [%s], properties: { name: { type: string } } }
            operations:
              greet: { action: receive, channel: { $ref: '#/channels/greetings' } }
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void two_versions_that_agree_are_compatible() throws IOException {
        Verbs.Done done = check(contract("1.0.0", "name"), contract("1.0.1", "name"));

        assertThat(done.exitCode()).isZero();
        assertThat(done.out()).contains("greetings 1.0.0 -> 1.0.1: compatible, no difference");
    }

    @Test
    void what_breaks_senders_is_told_with_pointer_reason_and_mend_and_exit_code_1() throws IOException {
        Verbs.Done done = check(contract("1.0.0", ""), contract("1.1.0", "name"));

        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.out())
                .contains(
                        "major",
                        "/channels/greetings/messages/Hello/payload/required",
                        "name is required now",
                        "Mend:");
    }

    @Test
    void programs_get_the_same_as_json() throws IOException {
        Verbs.Done done = check(contract("1.0.0", "name"), contract("1.1.0", ""), "--json");

        assertThat(done.exitCode()).isZero();
        JsonNode json = done.json();
        assertThat(json.path("level").asText()).isEqualTo("minor");
        assertThat(json.path("differences").path(0).path("pointer").asText())
                .isEqualTo("/channels/greetings/messages/Hello/payload/required");
    }

    @Test
    void a_file_that_is_not_there_is_told_with_exit_code_2() throws IOException {
        Verbs.Done done = check(contract("1.0.0", ""), folder.resolve("nowhere.yaml"));

        assertThat(done.exitCode()).isEqualTo(2);
        assertThat(done.err()).contains("there is no file");
    }

    private static Verbs.Done check(Path old, Path now, String... options) {
        return options.length == 0
                ? Verbs.say("contract", "check", old.toString(), now.toString())
                : Verbs.say("contract", "check", old.toString(), now.toString(), options[0]);
    }

    private Path contract(String version, String required) throws IOException {
        return Files.writeString(folder.resolve(version + ".yaml"), CONTRACT.formatted(version, required));
    }
}
