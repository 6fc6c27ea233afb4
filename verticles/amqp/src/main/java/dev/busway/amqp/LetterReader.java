package dev.busway.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Map;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.jspecify.annotations.Nullable;

/** Makes messages of AMQP messages: CloudEvents in binary or structured mode, and bare JSON of foreign producers. Never throws. */
final class LetterReader {
    private final ChannelSpec channel;

    LetterReader(ChannelSpec channel) {
        this.channel = channel;
    }

    Incoming read(org.apache.qpid.proton.message.Message letter, String address) {
        try {
            Headers<?> properties = properties(letter);
            return AmqpBinding.isCloudEvent(letter.getContentType(), properties)
                    ? new Incoming.Event(keyed(event(letter), letter))
                    : bare(letter, address);
        } catch (CloudEventException | PayloadException | IllegalArgumentException wrong) {
            return new Incoming.Unreadable(
                    wrong.getMessage() == null ? "The message cannot be read." : wrong.getMessage());
        }
    }

    /** @throws CloudEventException where it is none */
    static Message event(org.apache.qpid.proton.message.Message letter) {
        Buffer body = body(letter.getBody());
        return AmqpBinding.read(letter.getContentType(), properties(letter), body == null ? Buffer.buffer() : body);
    }

    private static Headers<Object> properties(org.apache.qpid.proton.message.Message letter) {
        ApplicationProperties section = letter.getApplicationProperties();
        Map<String, Object> all = section == null ? Map.of() : section.getValue();
        return each -> all.forEach((name, value) -> {
            if (value != null) {
                each.accept(name, value);
            }
        });
    }

    /** What a body holds as bytes; {@code null} where it holds none. */
    private static @Nullable Buffer body(@Nullable Section body) {
        Object value = null;
        if (body instanceof Data data) {
            value = data.getValue();
        } else if (body instanceof AmqpValue single) {
            value = single.getValue();
        }
        if (value instanceof Binary bytes) {
            byte[] array = bytes.getArray();
            int from = bytes.getArrayOffset();
            boolean exact = from == 0 && bytes.getLength() == array.length;
            return Bytes.wrap(exact ? array : Arrays.copyOfRange(array, from, from + bytes.getLength()));
        }
        return value instanceof String text ? Bytes.wrap(text.getBytes(UTF_8)) : null;
    }

    private Incoming bare(org.apache.qpid.proton.message.Message letter, String address) {
        if (channel.messages().size() != 1) {
            return new Incoming.Unreadable("The message is no CloudEvent, and the channel has "
                    + channel.messages().size() + " message types to choose from.");
        }
        Buffer body = body(letter.getBody());
        if (body == null) {
            return new Incoming.Unreadable("The message is no CloudEvent and has no text or bytes.");
        }
        Payload payload = Payload.of(body);
        if (payload.tree().isMissingNode()) {
            return new Incoming.Unreadable("The message is no CloudEvent and has no JSON.");
        }
        MessageBuilder message = Message.builder(channel.messages().get(0).type())
                .source("/amqp/" + address)
                .payload(payload);
        if (letter.getMessageId() != null) {
            message.id(String.valueOf(letter.getMessageId()));
        }
        if (letter.getCreationTime() > 0) {
            message.timeMillis(letter.getCreationTime());
        }
        return new Incoming.Event(keyed(message.build(), letter));
    }

    /** A foreign producer need not know where our order hangs: its group id is as good a key. */
    private Message keyed(Message message, org.apache.qpid.proton.message.Message letter) {
        if (message.key().isPresent()) {
            return message;
        }
        String key = channel.key().map(path -> path.of(message)).orElse(letter.getGroupId());
        return key == null ? message : message.edit().key(key).build();
    }
}
