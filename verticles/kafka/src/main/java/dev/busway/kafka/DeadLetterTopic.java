package dev.busway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.busway.bus.transport.DeadLetter;
import dev.busway.codec.cloudevents.CloudEventException;
import dev.busway.codec.cloudevents.KafkaBinding;
import dev.busway.message.Message;
import dev.busway.message.PayloadException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** One reading of a dead-letter topic from its beginning to where it ends now. Blocks; one thread. */
final class DeadLetterTopic {
    /** Type of the records that name a removed letter. */
    static final String REMOVED = "busway.dead.removed";
    /** The letter that such a record names. */
    static final String REMOVED_ID = "dlqremoved";

    /** Ids that are kept in memory while reading: what is removed in front of the oldest letter is deleted, and does not count. */
    private static final int MOST_REMOVED = 200_000;

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final String PREFIX = "ce_";

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final Duration connectTimeout;
    private final long endNanos = System.nanoTime() + LONGEST.toNanos();

    DeadLetterTopic(String topic, Consumer<byte[], byte[]> consumer, Duration connectTimeout) {
        this.topic = topic;
        this.consumer = consumer;
        this.connectTimeout = connectTimeout;
    }

    /** Shows the letters, partition by partition, oldest first, until no more are wanted. */
    void browse(Predicate<DeadLetter> more) {
        Map<TopicPartition, Long> ends = ends();
        Set<String> removed = removed(ends);
        for (Map.Entry<TopicPartition, Long> part : ends.entrySet()) {
            if (!read(
                    part.getKey(),
                    part.getValue(),
                    record -> !isLetter(record, removed) || more.test(letter(record)))) {
                return;
            }
        }
    }

    /** Where the first letter of each partition stands, or its end; what is before it is of no use any more. */
    Map<TopicPartition, Long> firsts() {
        Map<TopicPartition, Long> ends = ends();
        Set<String> removed = removed(ends);
        Map<TopicPartition, Long> firsts = new HashMap<>(ends);
        ends.forEach((partition, end) -> read(partition, end, record -> {
            if (isLetter(record, removed)) {
                firsts.put(partition, record.offset());
                return false;
            }
            return true;
        }));
        return firsts;
    }

    private Map<TopicPartition, Long> ends() {
        List<TopicPartition> all = consumer.partitionsFor(topic, connectTimeout).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (all.isEmpty()) {
            // Nobody has subscribed yet, so nobody has failed.
            return Map.of();
        }
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(all, connectTimeout);
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(all, connectTimeout));
        ends.entrySet().removeIf(end -> end.getValue() <= begins.getOrDefault(end.getKey(), 0L));
        return ends;
    }

    private Set<String> removed(Map<TopicPartition, Long> ends) {
        Set<String> removed = new HashSet<>();
        ends.forEach((partition, end) -> read(partition, end, record -> {
            String id = header(record, REMOVED_ID);
            if (id != null) {
                removed.add(id);
            }
            return true;
        }));
        if (removed.size() > MOST_REMOVED) {
            throw new KafkaException("the topic " + topic + " has more than " + MOST_REMOVED
                    + " removed letters behind one that is not; replay or drop its oldest letter");
        }
        return removed;
    }

    /** Whether it was read to the end. */
    private boolean read(TopicPartition partition, long end, Predicate<ConsumerRecord<byte[], byte[]>> more) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        while (consumer.position(partition, connectTimeout) < end) {
            if (System.nanoTime() - endNanos > 0) {
                throw new TimeoutException("the topic " + topic + " was not read within " + LONGEST.toSeconds() + " s");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                if (record.offset() < end && !more.test(record)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isLetter(ConsumerRecord<byte[], byte[]> record, Collection<String> removed) {
        if (header(record, REMOVED_ID) != null) {
            return false;
        }
        String id = header(record, DeadLetter.ID);
        return !removed.contains(id == null ? place(record) : id);
    }

    private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (KafkaBinding.isCloudEvent(RecordReader.headers(record))) {
                Message dead = KafkaBinding.read(RecordReader.headers(record), record.key(), record.value());
                return DeadLetter.of(dead, place(record));
            }
        } catch (CloudEventException | PayloadException | IllegalArgumentException noMessage) {
            // What could not be read when it came cannot be read now.
        }
        Map<String, String> why = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith(PREFIX) && header.value() != null) {
                why.put(header.key().substring(PREFIX.length()), new String(header.value(), UTF_8));
            }
        }
        return DeadLetter.unreadable(why, place(record));
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + "-" + record.offset();
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(PREFIX + name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }
}
