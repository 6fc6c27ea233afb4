package dev.busway.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.node.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** JSON for programs, and the reading of what a node answers. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode failure(Failure failure) {
        ObjectNode told = object();
        told.put("exitCode", failure.exitCode());
        failure.lines().forEach(told.putArray("errors")::add);
        return told;
    }

    /** The JSON in a body; empty where it is none. */
    static Optional<JsonNode> read(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (IOException noJson) {
            return Optional.empty();
        }
    }

    /** The body as JSON, or as a text where it is none. */
    static JsonNode payload(byte[] body) {
        return read(body).orElseGet(() -> JsonNodeFactory.instance.textNode(new String(body, StandardCharsets.UTF_8)));
    }

    static String pretty(JsonNode node) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            return node.toString();
        }
    }
}
