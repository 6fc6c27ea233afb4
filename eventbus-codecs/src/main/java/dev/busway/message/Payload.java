package dev.busway.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a message carries: a JSON <i>value</i> or <i>bytes</i>, each turned into the other lazily and at most once.
 *
 * <p>Immutable by contract and safe on any thread: the tree and the buffer that it hands out are for reading only. Bytes
 * are made only when the message leaves the JVM.
 */
public final class Payload {
    /** Deeper nesting of JSON is refused: nobody writes it by hand, and each level costs stack. */
    public static final int MAX_JSON_DEPTH = 200;

    /** No payload at all. */
    public static final Payload EMPTY = new Payload(MissingNode.getInstance(), Buffer.buffer());

    private volatile @Nullable JsonNode tree;
    private volatile @Nullable Buffer bytes;
    /** As they came, where they came so: most are only parsed, and need no buffer. */
    private final byte @Nullable [] array;

    private Payload(@Nullable JsonNode tree, @Nullable Buffer bytes) {
        this.tree = tree;
        this.bytes = bytes;
        this.array = null;
    }

    private Payload(byte[] array) {
        this.array = array;
    }

    /** A JSON value; the caller gives it away and must not change it any more. */
    public static Payload of(JsonNode tree) {
        return new Payload(tree, null);
    }

    /** A copy of a JSON object. */
    public static Payload of(JsonObject object) {
        return new Payload(JsonValues.tree(object), null);
    }

    /** Any value that Jackson can write: a record, a map, a list, a number, text. */
    public static Payload ofValue(Object value) {
        return value instanceof JsonObject object ? of(object) : new Payload(JsonValues.tree(value), null);
    }

    /** Bytes as they came; the caller gives them away and must not change them any more. */
    public static Payload of(Buffer bytes) {
        return bytes.length() == 0 ? EMPTY : new Payload(null, bytes);
    }

    /** Bytes as they came; the caller gives them away and must not change them any more. */
    public static Payload ofBytes(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Payload(bytes);
    }

    /** Text as it came, parsed when it is asked for its value. */
    public static Payload ofText(String text) {
        return of(Buffer.buffer(text));
    }

    public boolean isEmpty() {
        JsonNode value = tree;
        Buffer made = bytes;
        return made != null ? made.length() == 0 : array == null && value != null && value.isMissingNode();
    }

    /** The JSON value, for reading only; a missing node when the payload is empty. @throws PayloadException if it is not JSON */
    public JsonNode tree() {
        JsonNode made = tree;
        if (made == null) {
            made = array != null ? JsonValues.parse(array) : JsonValues.parse(bytes());
            tree = made;
        }
        return made;
    }

    /** The JSON object as a Vert.x object of the caller's own. @throws PayloadException if it is not a JSON object */
    public JsonObject json() {
        return JsonValues.object(tree());
    }

    /** The value as one of the caller's types. @throws PayloadException if it does not fit */
    public <T> T as(Class<T> type) {
        return JsonValues.as(tree(), type);
    }

    /** The bytes, for reading only. */
    public Buffer bytes() {
        Buffer made = bytes;
        if (made == null) {
            JsonNode value = tree;
            made = array != null
                    ? Bytes.wrap(array)
                    : JsonValues.write(value == null ? MissingNode.getInstance() : value);
            bytes = made;
        }
        return made;
    }

    /** Whether the bytes are there already, so that asking for them costs nothing. */
    public boolean hasBytes() {
        return array != null || bytes != null;
    }

    /** Whether the JSON value is there already, so that asking for it costs nothing. */
    public boolean hasTree() {
        return tree != null;
    }

    /** The same content, whatever its form. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Payload that && (this == that || bytes().equals(that.bytes()));
    }

    @Override
    public int hashCode() {
        return bytes().hashCode();
    }

    /** Its size only: payloads never go to a log. */
    @Override
    public String toString() {
        return hasBytes() ? "payload of " + bytes().length() + " bytes" : "payload as value";
    }
}
