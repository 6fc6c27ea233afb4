package dev.busway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.busway.message.Payload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract that the house ships, against real webhooks. */
class WebhooksContractTest {
    private static final Path CONTRACTS = Path.of("../../conf/contracts");
    private static final Path DATA = Path.of("../../scripts/data/github");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Contract contract;

    @BeforeAll
    static void read() {
        contract = ContractReader.readAll(CONTRACTS).stream()
                .filter(one -> one.service().equals("webhooks"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void of_the_given_events_exactly_the_listed_ones_are_refused_and_at_the_listed_place() throws IOException {
        Map<Integer, String> expected = new TreeMap<>();
        for (String line : Files.readAllLines(DATA.resolve("invalid.ndjson"))) {
            JsonNode invalid = JSON.readTree(line);
            expected.put(invalid.path("line").asInt(), invalid.path("pointer").asText());
        }
        Map<Integer, String> refused = new TreeMap<>();
        List<JsonNode> events = events();
        for (int i = 0; i < events.size(); i++) {
            Optional<PayloadFault> fault = firstFault(events.get(i));
            if (fault.isPresent()) {
                refused.put(i + 1, fault.get().pointer());
            }
        }

        assertThat(events).hasSize(166);
        assertThat(expected).hasSize(24);
        assertThat(refused).isEqualTo(expected);
    }

    @Test
    void an_event_type_that_is_not_among_the_given_ones_has_its_message_too() {
        JsonNode payload = JSON.createObjectNode().put("action", "created");

        assertThat(type("deploy_key", payload)).contains("github.deploy_key$created");
        assertThat(type("deploy_key", JSON.createObjectNode())).contains("github.deploy_key_event");
        assertThat(type("gollum", JSON.createObjectNode())).contains("github.gollum$event");
        assertThat(type("never_heard_of", payload)).isEmpty();
    }

    @Test
    void webhooks_are_kept_in_order_per_repository() {
        ChannelSpec webhooks = contract.channel("webhooks").orElseThrow();

        assertThat(webhooks.transport()).isEqualTo("kafka");
        assertThat(webhooks.delivery()).isEqualTo(Delivery.AT_LEAST_ONCE);
        assertThat(webhooks.key().orElseThrow().expression()).isEqualTo("$message.payload#/repository/full_name");
        assertThat(webhooks.messages()).hasSize(277);
        assertThat(contract.databaseNeeds()).isEmpty();
    }

    private static Optional<PayloadFault> firstFault(JsonNode event) {
        JsonNode payload = event.path("payload");
        MessageSpec message = route().resolveType(
                        Map.of("event", event.path("event").asText()),
                        payload,
                        contract.channels().get(0))
                .orElseThrow();
        return message.validator().check(Payload.of(payload)).stream().findFirst();
    }

    private static Optional<String> type(String event, JsonNode payload) {
        return route().resolveType(
                        Map.of("event", event), payload, contract.channels().get(0))
                .map(MessageSpec::type);
    }

    private static HttpRoute route() {
        return contract.operations().get(0).http().orElseThrow();
    }

    private static List<JsonNode> events() throws IOException {
        List<JsonNode> events = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DATA.resolve("events.ndjson.gz"))), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                events.add(JSON.readTree(line));
            }
        }
        return events;
    }
}
