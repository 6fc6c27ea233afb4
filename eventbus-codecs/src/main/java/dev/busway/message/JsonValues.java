package dev.busway.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.VertxModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** JSON text ↔ tree ↔ value, by one strict reader: duplicate keys, trailing tokens and deep nesting are refused. */
final class JsonValues {
    private static final ObjectMapper MAPPER = mapper();

    private JsonValues() {}

    /** Instants, buffers and Vert.x objects become JSON as {@link JsonObject} writes them. */
    private static ObjectMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(new VertxModule())
                // On the tree, not in the parser: every reading makes the tree, and there the check costs nothing.
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Payload.MAX_JSON_DEPTH)
                        .build())
                .setStreamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(Payload.MAX_JSON_DEPTH)
                        .build());
        return mapper;
    }

    static JsonNode parse(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (JsonProcessingException malformed) {
            throw PayloadException.malformed(malformed);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static JsonNode parse(Buffer buffer) {
        ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
        try {
            return bytes.hasArray()
                    ? MAPPER.readTree(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes())
                    : MAPPER.readTree(buffer.getBytes());
        } catch (JsonProcessingException malformed) {
            throw PayloadException.malformed(malformed);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static Buffer write(JsonNode tree) {
        if (tree.isMissingNode()) {
            return Buffer.buffer();
        }
        try {
            return Bytes.wrap(MAPPER.writeValueAsBytes(tree));
        } catch (JsonProcessingException unwritable) {
            throw new PayloadException("cannot be written as JSON: " + PayloadException.reason(unwritable), unwritable);
        }
    }

    static JsonNode tree(Object value) {
        try {
            return MAPPER.valueToTree(value instanceof JsonObject object ? object.getMap() : value);
        } catch (StackOverflowError endless) {
            // Jackson bounds the depth of text but not that of values, and a value may contain itself.
            throw new PayloadException(value.getClass().getName() + " is nested too deep for JSON", endless);
        } catch (IllegalArgumentException unwritable) {
            throw new PayloadException(
                    value.getClass().getName() + " cannot be written as JSON: " + PayloadException.reason(unwritable),
                    unwritable);
        }
    }

    static <T> T as(JsonNode tree, Class<T> type) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException | IllegalArgumentException unfit) {
            throw new PayloadException(
                    "does not fit " + type.getSimpleName() + ": " + PayloadException.reason(unfit), unfit);
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
}
