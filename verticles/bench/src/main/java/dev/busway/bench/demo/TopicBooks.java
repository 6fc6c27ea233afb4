package dev.busway.bench.demo;

import dev.busway.bench.demo.Evidence.TopicRecord;
import dev.busway.bench.fleet.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the example's topics from their first record to their last, as any CloudEvents client would. Blocks. */
final class TopicBooks {
    private static final List<String> TOPICS = List.of(
            "orders", "orders.errands", "orders.replies", "orders.events", "kitchen.tickets", "notifications.email");

    private final String bootstrap;

    TopicBooks(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    List<TopicRecord> read() {
        List<TopicRecord> records = new ArrayList<>();
        Topics.read(bootstrap, TOPICS, record -> records.add(record(record)));
        return records;
    }

    private static TopicRecord record(ConsumerRecord<String, byte[]> record) {
        return new TopicRecord(
                record.topic(),
                record.partition(),
                Optional.ofNullable(record.key()).orElse(""),
                Topics.header(record, "ce_type"),
                Topics.header(record, "ce_id"));
    }
}
