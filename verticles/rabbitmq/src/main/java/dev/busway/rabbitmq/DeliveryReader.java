package dev.busway.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.busway.bus.transport.broker.Incoming;
import dev.busway.codec.cloudevents.AmqpBinding;
import dev.busway.codec.cloudevents.CloudEventException;
import dev.busway.codec.cloudevents.Headers;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Bytes;
import dev.busway.message.Message;
import dev.busway.message.MessageBuilder;
import dev.busway.message.Payload;
import dev.busway.message.PayloadException;
import java.util.Map;

/** Makes messages of deliveries: CloudEvents in binary or structured mode, and bare JSON of foreign producers. Never throws. */
final class DeliveryReader {
    private final ChannelSpec channel;

    DeliveryReader(ChannelSpec channel) {
        this.channel = channel;
    }

    Incoming read(String queue, BasicProperties properties, byte[] body) {
        try {
            Headers<Object> headers = headers(properties);
            return AmqpBinding.isCloudEvent(properties.getContentType(), headers)
                    ? new Incoming.Event(keyed(event(properties, body)))
                    : bare(queue, properties, body);
        } catch (CloudEventException | PayloadException | IllegalArgumentException wrong) {
            return new Incoming.Unreadable(
                    wrong.getMessage() == null ? "The message cannot be read." : wrong.getMessage());
        }
    }

    /** @throws CloudEventException if it is none */
    static Message event(BasicProperties properties, byte[] body) {
        return AmqpBinding.read(properties.getContentType(), headers(properties), Bytes.wrap(body));
    }

    /** A header with no value says nothing. */
    private static Headers<Object> headers(BasicProperties properties) {
        Map<String, Object> headers = properties.getHeaders();
        return each -> {
            if (headers != null) {
                headers.forEach((name, value) -> {
                    if (value != null) {
                        each.accept(name, value);
                    }
                });
            }
        };
    }

    private Incoming bare(String queue, BasicProperties properties, byte[] body) {
        if (channel.messages().size() != 1) {
            return new Incoming.Unreadable("The message is no CloudEvent, and the channel has "
                    + channel.messages().size() + " message types to choose from.");
        }
        Payload payload = Payload.of(Bytes.wrap(body));
        if (payload.tree().isMissingNode()) {
            return new Incoming.Unreadable("The message is no CloudEvent and has no JSON.");
        }
        MessageBuilder made = Message.builder(channel.messages().get(0).type())
                .source("/rabbitmq/" + queue)
                .payload(payload);
        // With no message-id a redelivery cannot be told from a new message.
        if (properties.getMessageId() != null && !properties.getMessageId().isEmpty()) {
            made.id(properties.getMessageId());
        }
        if (properties.getTimestamp() != null) {
            made.timeMillis(properties.getTimestamp().toInstant().toEpochMilli());
        }
        if (properties.getCorrelationId() != null
                && !properties.getCorrelationId().isEmpty()) {
            made.correlationId(properties.getCorrelationId());
        }
        return new Incoming.Event(keyed(made.build()));
    }

    /** A foreign producer need not know where our order hangs. */
    private Message keyed(Message message) {
        if (message.key().isPresent() || channel.key().isEmpty()) {
            return message;
        }
        String key = channel.key().get().of(message);
        return key == null ? message : message.edit().key(key).build();
    }
}
