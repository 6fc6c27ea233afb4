package dev.busway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ContractReportTest {
    private static final ContractReport REPORT =
            new ContractReport(ContractReader.read(Path.of("../../conf/contracts/webhooks.yaml")));

    @Test
    void the_text_says_what_the_contract_promises_and_by_which_doors() {
        assertThat(REPORT.toText())
                .startsWith("webhooks 1.0.0 (Webhooks, AsyncAPI 3.0.0)")
                .contains("webhooks  publish-subscribe  at-least-once  kafka")
                .contains("and 269 more")
                .contains(
                        "accepted means durable; delivered again until handled, at most 5 times, then kept in webhooks.dead, and what follows of its key behind it")
                .contains(
                        "messages with the same $message.payload#/repository/full_name stay in order, 12 shards in parallel")
                .contains("door        POST /webhooks/{event}")
                .contains("door        POST /channels/webhooks")
                .contains("door        GET /channels/webhooks/stream (SSE)")
                .contains("door        Kafka topic webhooks (CloudEvents)");
    }

    @Test
    void the_json_has_every_message() {
        JsonNode json = REPORT.toJson();

        assertThat(json.at("/service").asText()).isEqualTo("webhooks");
        assertThat(json.at("/channels/0/messages")).hasSize(277);
        assertThat(json.at("/channels/0/messages/0/validated").asBoolean()).isTrue();
        assertThat(json.at("/channels/0/group").isNull()).isTrue();
        assertThat(json.at("/operations/0/http/path").asText()).isEqualTo("/webhooks/{event}");
        assertThat(json.at("/operations/0/timeout").asText()).isEqualTo("5s");
    }

    @Test
    void an_address_is_escaped_where_it_is_a_segment_of_a_path() {
        Contract contract = ContractReader.read(Path.of("src/test/resources/asyncapi/simple-asyncapi.yml"));

        assertThat(new ContractReport(contract).toText())
                .contains("POST /channels/user%2Fsignedup")
                .contains("event bus, address user/signedup");
    }
}
