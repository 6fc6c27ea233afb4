package dev.busway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes what cannot be handled to the channel's dead-letter topic: the message with its id, key and payload, and why, in the
 * extensions {@code dlqreason}, {@code dlqattempts}, {@code dlqchannel} and {@code dlqgroup}. A record that is no message goes
 * there as it came, with the same words as headers.
 */
final class DeadLetters {
    private static final int LONGEST_REASON = 500;

    private final ChannelSpec channel;
    private final String group;
    private final RecordProducer producer;

    DeadLetters(ChannelSpec channel, String group, RecordProducer producer) {
        this.channel = channel;
        this.group = group;
        this.producer = producer;
    }

    /** One try; done when durable. A channel with no dead letters loses it here. */
    Future<Outcome> bury(Item item, Problem problem) {
        if (channel.deadLetter().isEmpty()) {
            return Future.succeededFuture(Outcome.delivered());
        }
        String topic = channel.deadLetter().get();
        String reason = reason(problem);
        String tries = String.valueOf(item.tries);
        if (item.incoming instanceof Incoming.Event event) {
            Message dead = event.message()
                    .edit()
                    .deadlineMillis(0)
                    .extension("dlqreason", reason)
                    .extension("dlqattempts", tries)
                    .extension("dlqchannel", channel.address())
                    .extension("dlqgroup", group)
                    .build();
            return producer.send(topic, dead);
        }
        Headers headers = new RecordHeaders(item.record.headers())
                .add("ce_dlqreason", reason.getBytes(UTF_8))
                .add("ce_dlqattempts", tries.getBytes(UTF_8))
                .add("ce_dlqchannel", channel.address().getBytes(UTF_8))
                .add("ce_dlqgroup", group.getBytes(UTF_8));
        return producer.write(new ProducerRecord<>(topic, null, null, item.record.key(), item.record.value(), headers));
    }

    /** As an attribute may hold it: bounded, no control characters. */
    private static String reason(Problem problem) {
        String text = (problem.kind().code() + ": " + problem.cause()).replaceAll("\\p{Cntrl}", " ");
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) : text;
    }
}
