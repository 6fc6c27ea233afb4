package dev.busway.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.busway.codec.cloudevents.AmqpBinding;
import dev.busway.message.Bytes;
import dev.busway.message.Message;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;

/**
 * A message as AMQP carries it: a CloudEvent in binary mode, or in structured mode where its attributes are too long for one frame
 * of headers.
 */
final class Outgoing {
    /** A frame has 128 KiB by default; a character may take three bytes. */
    private static final int LONGEST_HEADERS_CHARS = 32_000;
    /** A short string has 255 bytes. */
    private static final int LONGEST_SHORT_CHARS = 85;

    private static final int TRANSIENT = 1;
    private static final int PERSISTENT = 2;

    private final BasicProperties properties;
    private final byte[] body;

    private Outgoing(BasicProperties properties, byte[] body) {
        this.properties = properties;
        this.body = body;
    }

    static Outgoing of(Message message, Route.Keeping keeping) {
        Map<String, Object> headers = new HashMap<>(32);
        byte[] body = Bytes.array(AmqpBinding.writeBinary(message, headers::put));
        String contentType = message.payload().isEmpty() ? null : message.contentType();
        if (message.contentType().length() > LONGEST_SHORT_CHARS || length(headers) > LONGEST_HEADERS_CHARS) {
            headers.clear();
            body = Bytes.array(AmqpBinding.writeStructured(message));
            contentType = AmqpBinding.STRUCTURED;
        }
        BasicProperties.Builder properties = new BasicProperties.Builder()
                .headers(headers)
                .contentType(contentType)
                .deliveryMode(keeping == Route.Keeping.DISK ? PERSISTENT : TRANSIENT)
                .timestamp(Date.from(Instant.ofEpochMilli(message.timeMillis())));
        String id = message.id();
        if (id.length() <= LONGEST_SHORT_CHARS) {
            properties.messageId(id);
        }
        message.correlationId()
                .filter(correlation -> correlation.length() <= LONGEST_SHORT_CHARS)
                .ifPresent(properties::correlationId);
        return new Outgoing(properties.build(), body);
    }

    /** A delivery as it came, with these attributes besides. */
    static Outgoing of(BasicProperties came, byte[] body, Map<String, String> attributes) {
        Map<String, Object> headers = came.getHeaders() == null ? new HashMap<>() : new HashMap<>(came.getHeaders());
        attributes.forEach((name, value) -> headers.put("cloudEvents_" + name, value));
        return new Outgoing(
                came.builder()
                        .headers(headers)
                        .deliveryMode(PERSISTENT)
                        .expiration(null)
                        // The broker would check it against our own user.
                        .userId(null)
                        .build(),
                body);
    }

    BasicProperties properties() {
        return properties;
    }

    /** For reading only. */
    byte[] body() {
        return body;
    }

    int bytes() {
        return body.length;
    }

    private static int length(Map<String, Object> headers) {
        int length = 0;
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            length += header.getKey().length() + header.getValue().toString().length();
        }
        return length;
    }
}
