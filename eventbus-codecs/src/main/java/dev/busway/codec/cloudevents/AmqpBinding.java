package dev.busway.codec.cloudevents;

import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Date;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents on AMQP messages: AMQP 1.0 by the official binding, its {@code application-properties} as string values; and AMQP
 * 0-9-1, which has no official binding, by the same names in its {@code headers}. The property {@code content-type} tells the
 * mode. Writes {@code cloudEvents_id}, which §3.1.2.1 prefers, and reads {@code cloudEvents:id} too. Bodies are not copied.
 * Safe on any thread.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/amqp-protocol-binding.md">AMQP Protocol
 *     Binding 1.0.2</a>
 */
public final class AmqpBinding {
    /** The {@code content-type} property of a message that {@link #writeStructured} made. */
    public static final String STRUCTURED = MediaType.STRUCTURED_JSON;

    private static final String PREFIX = "cloudEvents_";
    private static final String OTHER_PREFIX = "cloudEvents:";
    private static final AttributeWriter<String> ATTRIBUTES = new AttributeWriter<>(PREFIX, ValueForm.TEXT);

    private AmqpBinding() {}

    /** Whether the producer meant a CloudEvent: an event format as content type, or one of the required properties. */
    public static boolean isCloudEvent(@Nullable String contentType, Headers<?> properties) {
        boolean[] found = {contentType != null && MediaType.isStructured(contentType)};
        properties.forEach((name, value) -> found[0] |= isAttribute(name)
                && switch (name.substring(PREFIX.length())) {
                    case "specversion", "id", "source", "type" -> true;
                    default -> false;
                });
        return found[0];
    }

    /**
     * The message of an AMQP message, in the mode that its content type names.
     *
     * @param contentType the property {@code content-type}; {@code null} where there is none
     * @param properties values as any client has them: texts, times, numbers; what is no attribute is left alone
     * @param body given away: the payload is a part of it
     * @throws CloudEventException if it is no CloudEvent 1.0; nothing else is thrown
     */
    public static Message read(@Nullable String contentType, Headers<?> properties, Buffer body) {
        if (contentType != null && MediaType.isStructured(contentType)) {
            MediaType.checkReadable(contentType);
            return JsonEvent.read(body);
        }
        AttributeReader reader = new AttributeReader();
        if (contentType != null && !contentType.isEmpty()) {
            reader.attribute("datacontenttype", contentType);
        }
        properties.forEach((name, value) -> {
            if (isAttribute(name)) {
                String attribute = name.substring(PREFIX.length());
                // §3.1.1: the content type is said by its own property.
                if (!attribute.equals("datacontenttype")) {
                    reader.attribute(attribute, text(value));
                }
            }
        });
        return reader.message(Payload.of(body));
    }

    /**
     * Gives the properties of binary mode to {@code properties}; the answer is the body, for reading only. The property {@code
     * content-type} is for the caller to set: {@link Message#contentType}, none with an empty payload.
     */
    public static Buffer writeBinary(Message message, BiConsumer<String, String> properties) {
        ATTRIBUTES.write(message, properties);
        return message.bytes();
    }

    /** The body of structured mode; its content type is {@link #STRUCTURED}, its properties are none. */
    public static Buffer writeStructured(Message message) {
        return JsonEvent.write(message);
    }

    private static boolean isAttribute(String name) {
        return name.startsWith(PREFIX) || name.startsWith(OTHER_PREFIX);
    }

    /** §2.2: attributes may travel as the broker's own types; their text is the canonical form of each. */
    private static String text(Object value) {
        if (value instanceof Date date) {
            return Rfc3339.format(date.toInstant().toEpochMilli());
        }
        if (value instanceof Instant instant) {
            return Rfc3339.format(instant.toEpochMilli());
        }
        return String.valueOf(value);
    }
}
