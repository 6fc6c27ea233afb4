package dev.busway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.config.Section;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    private final FakeConsumer consumer = new FakeConsumer();
    private final Assignment assignment = new Assignment(
            "g",
            consumer,
            KafkaSettings.from(new Section("kafka", Map.of("bootstrap", "127.0.0.1:1", "commitEvery", "50ms")), "n"));

    /** Commits that nobody waits for stay under way for ever. */
    private static final class FakeConsumer extends MockConsumer<byte[], byte[]> {
        private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        private boolean underWay;

        FakeConsumer() {
            super("earliest");
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
            if (callback == null) {
                committed.putAll(offsets);
            } else {
                underWay = true;
            }
        }

        @Override
        public synchronized OptionalLong currentLag(TopicPartition partition) {
            return OptionalLong.empty();
        }
    }

    @Test
    void what_is_given_away_is_committed_although_a_commit_of_it_is_under_way() {
        assignment.add(List.of(PARTITION));
        PartitionShard shard =
                assignment.shard(PARTITION, List.of(new ConsumerRecord<>("orders", 0, 7, new byte[0], new byte[0])));
        shard.handed(1);
        OffsetLedger.Slot slot = new OffsetLedger.Slot(7);
        shard.queued(slot);
        shard.ended(slot);
        while (!consumer.underWay) {
            assignment.commitSometimes(0);
        }

        assignment.commitNow(assignment.remove(List.of(PARTITION)));

        assertThat(consumer.committed).containsEntry(PARTITION, new OffsetAndMetadata(8));
    }
}
