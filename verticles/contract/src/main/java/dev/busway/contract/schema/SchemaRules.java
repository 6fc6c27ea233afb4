package dev.busway.contract.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Our rules on top of an author's schemas: an array whose elements must be unique has a greatest length, and {@code $id} and
 * {@code $schema} mean nothing, since references are resolved by file already.
 */
final class SchemaRules {
    /** Elements of an array with {@code uniqueItems}: comparing each with each must not become an attack. */
    static final int MOST_UNIQUE_ITEMS = 10_000;

    private SchemaRules() {}

    static JsonNode applied(JsonNode node) {
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(node.size());
            node.forEach(element -> array.add(applied(element)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(entry -> {
            boolean identity = entry.getKey().equals("$id") || entry.getKey().equals("$schema");
            if (!identity || !entry.getValue().isTextual()) {
                object.set(entry.getKey(), applied(entry.getValue()));
            }
        });
        if (node.path("uniqueItems").booleanValue()
                && node.path("maxItems").asInt(Integer.MAX_VALUE) > MOST_UNIQUE_ITEMS) {
            object.put("maxItems", MOST_UNIQUE_ITEMS);
        }
        return object;
    }
}
