package dev.busway.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;

/** JSON text ↔ tree ↔ value, by one strict reader: duplicate keys, trailing tokens and deep nesting are refused. */
final class JsonValues {
    private static final ObjectMapper MAPPER = mapper();

    private JsonValues() {}

    private static ObjectMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Payload.MAX_JSON_DEPTH)
                        .build());
        return mapper;
    }

    static JsonNode parse(Buffer bytes) {
        try {
            return MAPPER.readTree(bytes.getBytes());
        } catch (IOException malformed) {
            throw new PayloadException("malformed JSON: " + firstLine(malformed), malformed);
        }
    }

    static Buffer write(JsonNode tree) {
        if (tree.isMissingNode()) {
            return Buffer.buffer();
        }
        try {
            return Bytes.wrap(MAPPER.writeValueAsBytes(tree));
        } catch (JsonProcessingException unwritable) {
            throw new PayloadException("cannot be written as JSON: " + firstLine(unwritable), unwritable);
        }
    }

    static JsonNode tree(Object value) {
        try {
            return MAPPER.valueToTree(value instanceof JsonObject object ? object.getMap() : value);
        } catch (IllegalArgumentException unwritable) {
            throw new PayloadException(
                    value.getClass().getName() + " cannot be written as JSON: " + firstLine(unwritable), unwritable);
        }
    }

    static <T> T as(JsonNode tree, Class<T> type) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException | IllegalArgumentException unfit) {
            throw new PayloadException("does not fit " + type.getSimpleName() + ": " + firstLine(unfit), unfit);
        }
    }

    @SuppressWarnings("unchecked") // an object node becomes a map with text keys
    static JsonObject object(JsonNode tree) {
        if (!tree.isObject()) {
            throw new PayloadException(
                    "not a JSON object but " + tree.getNodeType(), new IllegalStateException("no object"));
        }
        return new JsonObject((Map<String, Object>) as(tree, Map.class));
    }

    private static String firstLine(Exception failure) {
        String text = String.valueOf(failure.getMessage());
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
