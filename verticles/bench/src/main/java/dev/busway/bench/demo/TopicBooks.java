package dev.busway.bench.demo;

import dev.busway.bench.demo.Evidence.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the example's topics from their first record to their last, as any CloudEvents client would. Blocks. */
final class TopicBooks {
    private static final List<String> TOPICS = List.of(
            "orders", "orders.errands", "orders.replies", "orders.events", "kitchen.tickets", "notifications.email");
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrap;

    TopicBooks(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    List<TopicRecord> read() {
        List<TopicRecord> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = TOPICS.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(record -> records.add(record(record)));
            }
        }
        return records;
    }

    private static TopicRecord record(ConsumerRecord<String, byte[]> record) {
        return new TopicRecord(
                record.topic(),
                record.partition(),
                Optional.ofNullable(record.key()).orElse(""),
                header(record, "ce_type"),
                header(record, "ce_id"));
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
