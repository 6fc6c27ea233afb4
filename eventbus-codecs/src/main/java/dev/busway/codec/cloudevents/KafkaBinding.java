package dev.busway.codec.cloudevents;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.busway.message.Bytes;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Map;
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
    private static final String PREFIX = "ce_";
    private static final String CONTENT_TYPE = "content-type";
    private static final byte[] JSON = Message.JSON.getBytes(UTF_8);
    private static final byte DELETE = 0x7f;
    /** The names of attributes by those of headers: a name that is cut out anew would be hashed anew. */
    private static final Map<String, String> ATTRIBUTE_NAMES = AttributeReader.names(PREFIX);

    private static final AttributeWriter<byte[]> ATTRIBUTES = new AttributeWriter<>(PREFIX, ValueForm.BYTES);

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
        AttributeReader reader = new AttributeReader();
        if (key != null) {
            // Keys that are no text still need an order: replacement characters only make it coarser.
            reader.keyUnlessGiven(new String(key, UTF_8));
        }
        byte[] body = value == null ? new byte[0] : value;
        String contentType = contentType(headers);
        if (MediaType.isStructured(contentType)) {
            MediaType.checkReadable(contentType);
            return JsonEvent.read(Bytes.wrap(body), reader);
        }
        if (!contentType.isEmpty() && !contentType.equals(Message.JSON)) {
            reader.attribute("datacontenttype", contentType);
        }
        headers.forEach((name, bytes) -> {
            if (name.startsWith(PREFIX) && !name.equals("ce_datacontenttype")) {
                String known = ATTRIBUTE_NAMES.get(name);
                read(reader, known == null ? name.substring(PREFIX.length()) : known, bytes);
            }
        });
        return reader.message(Payload.of(Bytes.wrap(body)));
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
                found[0] = Arrays.equals(value, JSON) ? Message.JSON : text("datacontenttype", value);
            }
        });
        return found[0];
    }

    /** Nearly every value is printable ASCII: one look at its bytes, and nothing is left to be checked. */
    private static void read(AttributeReader reader, String attribute, byte[] value) {
        for (byte each : value) {
            if (each < ' ' || each == DELETE) {
                reader.attribute(attribute, text(attribute, value));
                return;
            }
        }
        reader.printable(attribute, new String(value, ISO_8859_1));
    }

    private static String text(String attribute, byte[] value) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        } catch (CharacterCodingException malformed) {
            throw new CloudEventException(attribute, "is not UTF-8");
        }
    }
}
