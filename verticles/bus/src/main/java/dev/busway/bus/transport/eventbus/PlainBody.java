package dev.busway.bus.transport.eventbus;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.codec.cloudevents.CloudEventException;
import dev.busway.codec.cloudevents.HttpBinding;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import dev.busway.message.MessageBuilder;
import dev.busway.message.Payload;
import dev.busway.message.PayloadException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Messages as plain Vert.x code knows them: a native body (JSON object or array, text, buffer) and the attributes as the
 * {@code ce-} headers of the CloudEvents HTTP binding. A foreign body with none of them gets the channel's one type, else
 * {@value #FOREIGN_TYPE}.
 */
final class PlainBody {
    /** The type of a body whose sender named none, on a channel of many types. */
    static final String FOREIGN_TYPE = "busway.foreign";

    /** Marks what this transport published itself, so that its own consumers pass over it. */
    private static final String OWN = "busway-own";

    private PlainBody() {}

    static Object write(Message message, DeliveryOptions options) {
        Buffer bytes = HttpBinding.writeBinary(message, options::addHeader);
        if (!message.contentType().equals(Message.JSON) || message.payload().isEmpty()) {
            return message.contentType().startsWith("text/") ? bytes.toString() : bytes;
        }
        JsonNode tree;
        try {
            tree = message.tree();
        } catch (PayloadException noJson) {
            return bytes;
        }
        if (tree.isObject()) {
            return message.json();
        }
        return tree.isArray() ? new JsonArray(bytes) : bytes;
    }

    static DeliveryOptions markOwn(DeliveryOptions options) {
        return options.addHeader(OWN, "1");
    }

    static boolean isOwn(MultiMap headers) {
        return headers.contains(OWN);
    }

    /** The message of a foreign body; empty where the body is of a kind that no message can carry. */
    static Optional<Message> read(ChannelSpec channel, MultiMap headers, Object body) {
        MessageBuilder made = attributes(channel, headers);
        if (body instanceof JsonObject object) {
            return Optional.of(made.payload(Payload.of(object)).build());
        }
        if (body instanceof JsonArray array) {
            return Optional.of(made.payload(Payload.of(array.toBuffer())).build());
        }
        if (body instanceof Buffer bytes) {
            return Optional.of(kept(made, headers, "application/octet-stream")
                    .payload(Payload.of(bytes))
                    .build());
        }
        if (body instanceof String text) {
            return Optional.of(kept(made, headers, "text/plain")
                    .payload(Payload.of(Buffer.buffer(text)))
                    .build());
        }
        return body instanceof Number || body instanceof Boolean
                ? Optional.of(made.payload(Payload.ofValue(body)).build())
                : Optional.empty();
    }

    private static MessageBuilder kept(MessageBuilder made, MultiMap headers, String contentType) {
        return headers.contains("content-type") ? made : made.contentType(contentType);
    }

    private static MessageBuilder attributes(ChannelSpec channel, MultiMap headers) {
        if (HttpBinding.isCloudEvent(headers::forEach)) {
            try {
                return HttpBinding.read(headers::forEach, Buffer.buffer()).edit();
            } catch (CloudEventException incomplete) {
                // Plain code may set some of them only: the body counts, its attributes are made anew.
                return Message.builder(type(channel, headers));
            }
        }
        return Message.builder(type(channel, headers));
    }

    private static String type(ChannelSpec channel, MultiMap headers) {
        String named = headers.get("ce-type");
        if (named != null && !named.isEmpty()) {
            return named;
        }
        return channel.messages().size() == 1 ? channel.messages().get(0).type() : FOREIGN_TYPE;
    }
}
