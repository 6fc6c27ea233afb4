package dev.busway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.busway.bus.transport.broker.Incoming;
import dev.busway.codec.cloudevents.CloudEventException;
import dev.busway.codec.cloudevents.Headers;
import dev.busway.codec.cloudevents.KafkaBinding;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import dev.busway.message.PayloadException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Makes messages of records: CloudEvents in binary or structured mode, and bare JSON of foreign producers. Never throws. */
final class RecordReader {
    private final ChannelSpec channel;

    RecordReader(ChannelSpec channel) {
        this.channel = channel;
    }

    Incoming read(ConsumerRecord<byte[], byte[]> record) {
        try {
            Message message = KafkaBinding.readIfMeant(headers(record), record.key(), record.value())
                    .orElse(null);
            return message == null ? bare(record) : new Incoming.Event(keyed(message));
        } catch (CloudEventException | PayloadException | IllegalArgumentException wrong) {
            return new Incoming.Unreadable(
                    wrong.getMessage() == null ? "The record cannot be read." : wrong.getMessage());
        }
    }

    /** A header with no value says nothing. */
    static Headers<byte[]> headers(ConsumerRecord<byte[], byte[]> record) {
        return each -> {
            for (Header header : record.headers()) {
                byte[] value = header.value();
                if (value != null) {
                    each.accept(header.key(), value);
                }
            }
        };
    }

    private Incoming bare(ConsumerRecord<byte[], byte[]> record) {
        if (channel.messages().size() != 1) {
            return new Incoming.Unreadable("The record is no CloudEvent, and the channel has "
                    + channel.messages().size() + " message types to choose from.");
        }
        if (record.value() == null) {
            return new Incoming.Unreadable("The record is no CloudEvent and has no value.");
        }
        Payload payload = Payload.ofBytes(record.value());
        if (payload.tree().isMissingNode()) {
            return new Incoming.Unreadable("The record is no CloudEvent and has no JSON.");
        }
        return new Incoming.Event(
                keyed(Message.builder(channel.messages().get(0).type())
                        .id(record.topic() + "-" + record.partition() + "-" + record.offset())
                        .source("/kafka/" + record.topic())
                        .timeMillis(record.timestamp())
                        .key(record.key() == null ? null : new String(record.key(), UTF_8))
                        .payload(payload)
                        .build()));
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
