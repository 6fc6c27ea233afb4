package dev.busway.contract.compatibility;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.busway.contract.Contract;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** A bundled contract as a tree, with its references followed. */
final class Document {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** References that lead to references. */
    private static final int LONGEST_CHAIN = 32;

    private final JsonNode root;

    Document(JsonNode root) {
        this.root = root;
    }

    static Document of(Contract contract) {
        try {
            return new Document(MAPPER.readTree(contract.document()));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a contract that was read is JSON", broken);
        }
    }

    JsonNode at(String pointer) {
        JsonNode node = root;
        for (String step : pointer.substring(1).split("/", -1)) {
            node = follow(node).path(step.replace("~1", "/").replace("~0", "~"));
        }
        return follow(node);
    }

    /** What a reference leads to; missing where it leads nowhere. */
    JsonNode follow(JsonNode node) {
        JsonNode at = node;
        for (int i = 0; i < LONGEST_CHAIN && at.path("$ref").isTextual(); i++) {
            String ref = at.path("$ref").textValue();
            at = ref.startsWith("#")
                    ? root.at(URLDecoder.decode(ref.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8))
                    : MissingNode.getInstance();
        }
        return at;
    }
}
