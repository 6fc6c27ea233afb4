package dev.busway.codec.cloudevents;

import dev.busway.message.Message;
import dev.busway.message.Payload;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * CloudEvents on HTTP, requests and responses alike. Works on any headers: {@code request.headers()::forEach} reads,
 * {@code response::putHeader} writes. Bodies are not copied. Safe on any thread.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md">HTTP Protocol
 *     Binding 1.0.2</a>
 */
public final class HttpBinding {
    private static final String PREFIX = "ce-";
    private static final String CONTENT_TYPE = "content-type";
    private static final AttributeWriter<String> ATTRIBUTES = new AttributeWriter<>(PREFIX, PercentText::encode);

    private HttpBinding() {}

    /** Whether the sender means a CloudEvent: an event format as content type, or one of the required {@code ce-} headers. */
    public static boolean isCloudEvent(Headers<String> headers) {
        boolean[] found = new boolean[1];
        headers.forEach((name, value) -> found[0] |= marks(name, value));
        return found[0];
    }

    private static boolean marks(String name, String value) {
        if (name.length() == CONTENT_TYPE.length() && name.equalsIgnoreCase(CONTENT_TYPE)) {
            return MediaType.isStructured(value);
        }
        return isAttribute(name)
                && switch (name.substring(PREFIX.length()).toLowerCase(Locale.ROOT)) {
                    case "specversion", "id", "source", "type" -> true;
                    default -> false;
                };
    }

    /**
     * The message of a request or response, in the mode that its content type names.
     *
     * @param body given away: the payload is a part of it
     * @throws CloudEventException if it is no CloudEvent 1.0; nothing else is thrown
     */
    public static Message read(Headers<String> headers, Buffer body) {
        String contentType = contentType(headers);
        if (MediaType.isStructured(contentType)) {
            MediaType.checkReadable(contentType);
            return JsonEvent.read(body);
        }
        AttributeReader reader = new AttributeReader();
        if (!contentType.isEmpty()) {
            reader.attribute("datacontenttype", contentType);
        }
        headers.forEach((name, value) -> {
            if (isAttribute(name)) {
                String attribute = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
                if (attribute.equals("datacontenttype")) {
                    throw new CloudEventException(attribute, "must be said by content-type, not by ce-datacontenttype");
                }
                reader.attribute(attribute, PercentText.decode(attribute, value));
            }
        });
        return reader.message(Payload.of(body));
    }

    /** Gives the headers of binary mode to {@code headers}; the answer is the body, for reading only. */
    public static Buffer writeBinary(Message message, BiConsumer<String, String> headers) {
        ATTRIBUTES.write(message, headers);
        if (!message.payload().isEmpty()) {
            headers.accept(CONTENT_TYPE, message.contentType());
        }
        return message.bytes();
    }

    /** Gives the header of structured mode to {@code headers}; the answer is the body. */
    public static Buffer writeStructured(Message message, BiConsumer<String, String> headers) {
        headers.accept(CONTENT_TYPE, MediaType.STRUCTURED_JSON);
        return JsonEvent.write(message);
    }

    private static boolean isAttribute(String name) {
        return name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    private static String contentType(Headers<String> headers) {
        String[] found = {""};
        headers.forEach((name, value) -> {
            if (name.equalsIgnoreCase(CONTENT_TYPE)) {
                found[0] = value;
            }
        });
        return found[0];
    }
}
