package dev.busway.codec.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.busway.message.Bytes;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents on Kafka records: headers and arrays as every Kafka client has them. Values are not copied. Safe on any
 * thread.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka
 *     Protocol Binding 1.0.2</a>
 */
public final class KafkaBinding {
    private static final String CONTENT_TYPE = KafkaAttributes.CONTENT_TYPE;
    private static final byte[] JSON = KafkaAttributes.JSON;
    private static final byte[] NO_VALUE = {};
    private static final AttributeWriter<byte[]> ATTRIBUTES =
            new AttributeWriter<>(KafkaAttributes.PREFIX, ValueForm.BYTES);

    private KafkaBinding() {}

    /** Whether the producer meant a CloudEvent: an event format as content type, or one of the required {@code ce_} headers. */
    public static boolean isCloudEvent(Headers<byte[]> headers) {
        boolean[] found = new boolean[1];
        headers.forEach((name, value) -> found[0] |= switch (name) {
            case "ce_specversion", "ce_id", "ce_source", "ce_type" -> true;
            case CONTENT_TYPE -> !Arrays.equals(value, JSON) && MediaType.isStructured(new String(value, UTF_8));
            default -> false;
        });
        return found[0];
    }

    /**
     * The message of a record, in the mode that its content type names. A record key is the message's key unless
     * {@code partitionkey} says another.
     *
     * @param value given away: the payload is a part of it; {@code null} is a message with no payload
     * @throws CloudEventException if it is no CloudEvent 1.0; nothing else is thrown
     */
    public static Message read(Headers<byte[]> headers, byte @Nullable [] key, byte @Nullable [] value) {
        AttributeReader reader = reader(key);
        KafkaAttributes attributes = taken(headers, reader);
        return attributes == null
                ? structured(headers, reader(key), value)
                : binary(attributes.contentType(), reader, value);
    }

    /** As {@link #read}, in one go with {@link #isCloudEvent}; empty where the producer meant no CloudEvent. */
    public static Optional<Message> readIfMeant(
            Headers<byte[]> headers, byte @Nullable [] key, byte @Nullable [] value) {
        AttributeReader reader = reader(key);
        KafkaAttributes attributes;
        try {
            attributes = taken(headers, reader);
        } catch (CloudEventException wrong) {
            if (isCloudEvent(headers)) {
                throw wrong;
            }
            return Optional.empty();
        }
        if (attributes == null) {
            return Optional.of(structured(headers, reader(key), value));
        }
        return attributes.hasRequired()
                ? Optional.of(binary(attributes.contentType(), reader, value))
                : Optional.empty();
    }

    private static AttributeReader reader(byte @Nullable [] key) {
        AttributeReader reader = new AttributeReader();
        if (key != null) {
            reader.keyUnlessGiven(key);
        }
        return reader;
    }

    /** The attributes of binary mode; {@code null} in structured mode, where such headers count for nothing. */
    private static @Nullable KafkaAttributes taken(Headers<byte[]> headers, AttributeReader reader) {
        KafkaAttributes attributes = new KafkaAttributes(reader);
        try {
            headers.forEach(attributes);
        } catch (CloudEventException wrong) {
            if (MediaType.isStructured(contentType(headers))) {
                return null;
            }
            throw wrong;
        }
        return MediaType.isStructured(attributes.contentType()) ? null : attributes;
    }

    private static Message binary(String contentType, AttributeReader reader, byte @Nullable [] value) {
        if (!contentType.equals(Message.JSON) && !contentType.isEmpty()) {
            reader.attribute("datacontenttype", contentType);
        }
        return reader.message(Payload.ofBytes(value == null ? NO_VALUE : value));
    }

    private static Message structured(Headers<byte[]> headers, AttributeReader reader, byte @Nullable [] value) {
        MediaType.checkReadable(contentType(headers));
        return JsonEvent.read(Bytes.wrap(value == null ? NO_VALUE : value), reader);
    }

    /** The record's key (§3.1): the {@code partitionkey}, which stays an attribute too; {@code null} with none. */
    public static byte @Nullable [] key(Message message) {
        String key = message.key().orElse(null);
        return key == null ? null : key.getBytes(UTF_8);
    }

    /** Gives the headers of binary mode to {@code headers}; the answer is the value. Both are for reading only. */
    public static byte @Nullable [] writeBinary(Message message, BiConsumer<String, byte[]> headers) {
        ATTRIBUTES.write(message, headers);
        if (message.payload().isEmpty()) {
            // §3.2.2: no data is no value.
            return null;
        }
        String contentType = message.contentType();
        headers.accept(CONTENT_TYPE, contentType.equals(Message.JSON) ? JSON : contentType.getBytes(UTF_8));
        return Bytes.array(message.bytes());
    }

    /** Gives the header of structured mode to {@code headers}; the answer is the value. */
    public static byte[] writeStructured(Message message, BiConsumer<String, byte[]> headers) {
        headers.accept(CONTENT_TYPE, MediaType.STRUCTURED_JSON.getBytes(UTF_8));
        return Bytes.array(JsonEvent.write(message));
    }

    private static String contentType(Headers<byte[]> headers) {
        String[] found = {""};
        headers.forEach((name, value) -> {
            if (name.equals(CONTENT_TYPE)) {
                found[0] = KafkaAttributes.text("datacontenttype", value);
            }
        });
        return found[0];
    }
}
