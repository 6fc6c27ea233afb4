package dev.busway.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.node.cli.Verbs.Done;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The verbs against a running node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsIT {
    private final Path folder;
    private final ChildNode node;

    CommandsIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        this.node = NodeFolder.at(folder).alone("probe");
    }

    @BeforeAll
    void ready() throws InterruptedException {
        node.ready();
    }

    @AfterAll
    void end() {
        node.close();
    }

    @Test
    void a_request_prints_its_answer() {
        Done done = busway("request", "probe.ask", "{\"text\":\"hello\"}");

        assertThat(done.exitCode()).isZero();
        assertThat(done.out()).contains("\"node\":\"probe\"");
    }

    @Test
    void a_request_for_programs_is_one_object() {
        Done done = busway("request", "probe.ask", "{\"text\":\"hello\"}", "--json");

        assertThat(done.json().path("outcome").asText()).isEqualTo("replied");
        assertThat(done.json().path("type").asText()).isEqualTo("probe.Answer");
        assertThat(done.json().path("payload").path("node").asText()).isEqualTo("probe");
    }

    @Test
    void a_node_offers_its_contracts_as_services() {
        Done people = busway("services", "probe");
        assertThat(people.exitCode()).isZero();
        assertThat(people.out()).contains("at probe  passing  http://127.0.0.1:");

        Done programs = busway("services", "--json");
        assertThat(programs.json().path("registry").asText()).isEqualTo("cluster");
        assertThat(programs.json().at("/services/0/channels").toString()).contains("probe.ask");
        assertThat(busway("services", "nothing").out()).isBlank();
    }

    @Test
    void a_payload_may_stand_in_a_file() throws Exception {
        Path file = Files.writeString(folder.resolve("question.json"), "{\"text\":\"hello\"}");

        assertThat(busway("request", "probe.ask", "@" + file).exitCode()).isZero();
    }

    @Test
    void a_refusal_tells_code_pointer_and_mend() {
        Done done = busway("request", "probe.ask", "{\"text\":\"\"}");

        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.err()).contains("422").contains("BW-INVALID").contains("/text");
    }

    @Test
    void a_refusal_for_programs_has_the_whole_problem() {
        Done done = busway("request", "probe.ask", "{}", "--json");

        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.json().path("outcome").asText()).isEqualTo("refused");
        assertThat(done.json().path("problem").path("code").asText()).isEqualTo("BW-INVALID");
    }

    @Test
    void an_unknown_channel_is_refused_with_the_nearest() {
        Done done = busway("send", "probe.asks", "{}");

        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.err()).contains("BW-UNKNOWN-CHANNEL").contains("probe.ask");
    }

    @Test
    void what_is_published_reaches_who_listens() throws Exception {
        CompletableFuture<Done> listening =
                CompletableFuture.supplyAsync(() -> busway("subscribe", "probe.news", "--count", "1", "--json"));
        // A listener that is not there yet hears nothing: tell it until it has heard.
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> {
            assertThat(busway("publish", "probe.news", "{\"what\":\"rain\"}", "--json")
                            .exitCode())
                    .isZero();
            return listening.isDone();
        });

        Done heard = listening.get(30, TimeUnit.SECONDS);
        assertThat(heard.exitCode()).isZero();
        assertThat(heard.json().path("data").path("what").asText()).isEqualTo("rain");
    }

    @Test
    void a_question_to_many_tells_who_replied_who_refused_and_who_was_silent() {
        Done done = busway("gather", "probe.quotes", "{\"what\":\"bread\"}", "--rule", "first(2)", "--within", "20s");

        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.out()).contains("cheap {\"cents\":100}", "dear {\"cents\":900}");
        assertThat(done.err()).contains("slow was silent");
    }

    @Test
    void a_question_to_many_is_one_object_for_programs() {
        Done done = busway(
                "gather",
                "probe.quotes",
                "{\"what\":\"bread\"}",
                "--rule",
                "until-deadline",
                "--within",
                "6s",
                "--json");

        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.json().path("outcome").asText()).isEqualTo("gathered");
        assertThat(done.json().path("replies")).hasSize(2);
        assertThat(done.json().path("refusals").path(0).path("from").asText()).isEqualTo("strict");
        assertThat(done.json()
                        .path("refusals")
                        .path(0)
                        .path("problem")
                        .path("code")
                        .asText())
                .isEqualTo("BW-FORBIDDEN");
        assertThat(done.json().path("silent").path(0).asText()).isEqualTo("slow");
    }

    @Test
    void a_question_to_many_whose_rule_is_not_met_is_refused_and_says_what_came() {
        Done done = busway("gather", "probe.quotes", "{\"what\":\"bread\"}", "--rule", "first(3)", "--within", "4s");

        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.err()).contains("504", "BW-TIMEOUT", "2 replied", "1 silent (slow)");
    }

    @Test
    void a_rule_that_nobody_knows_is_refused_with_those_that_are_known() {
        Done done = busway("gather", "probe.quotes", "{\"what\":\"bread\"}", "--rule", "some");

        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.err()).contains("BW-INVALID", "first(3)");
    }

    @Test
    void a_node_with_no_dead_letters_says_so() {
        Done done = busway("dlq", "list");

        assertThat(done.exitCode()).isZero();
        assertThat(done.err()).contains("no dead letters");
        assertThat(busway("dlq", "show", "nobody-knows", "--json").exitCode()).isEqualTo(1);
    }

    @Test
    void an_operation_that_nobody_knows_is_refused() {
        Done done = busway("operations", "nobody-knows", "--json");

        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.json().path("outcome").asText()).isEqualTo("refused");
    }

    @Test
    void a_contract_is_shown_as_the_node_understands_it() {
        Done done = Verbs.say(
                "contract", "show", folder.resolve("contracts/probe.yaml").toString(), "--json");

        assertThat(done.exitCode()).isZero();
        assertThat(done.json().path("channels").path(0).path("address").asText())
                .isEqualTo("probe.ask");
    }

    @Test
    void a_contract_that_cannot_be_run_is_told_with_its_place() throws Exception {
        Path wrong = folder.resolve("wrong.yaml");
        Files.writeString(
                wrong,
                Files.readString(folder.resolve("contracts/probe.yaml")).replace("asyncapi: 3.0.0", "asyncapi: 2.6.0"));

        Done done = Verbs.say("contract", "show", wrong.toString());

        assertThat(done.exitCode()).isEqualTo(2);
        assertThat(done.err()).contains("wrong.yaml:1").contains("Mend:");
    }

    private Done busway(String... words) {
        return Verbs.on(node, words);
    }
}
