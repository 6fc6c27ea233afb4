package dev.busway.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partitions that a group's member has: what is paused, what is committed, how far behind it is. Poll thread only. */
final class Assignment {
    private static final Logger LOG = LoggerFactory.getLogger(Assignment.class);
    private static final Duration LONGEST_COMMIT = Duration.ofSeconds(5);

    private final String group;
    private final Consumer<byte[], byte[]> consumer;
    private final KafkaSettings settings;
    private final Map<TopicPartition, PartitionShard> shards = new HashMap<>();
    private long lookedNanos = System.nanoTime();

    Assignment(String group, Consumer<byte[], byte[]> consumer, KafkaSettings settings) {
        this.group = group;
        this.consumer = consumer;
        this.settings = settings;
    }

    void add(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> shards.put(partition, new PartitionShard(partition)));
    }

    /** Takes these out: whatever of them ends later is never committed. */
    List<PartitionShard> remove(Collection<TopicPartition> partitions) {
        List<PartitionShard> gone = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            PartitionShard shard = shards.remove(partition);
            if (shard != null) {
                // A commit under way was of the generation that ends now and may fail: it counts for nothing.
                shard.committed = OffsetLedger.NONE;
                gone.add(shard);
            }
        }
        return gone;
    }

    List<TopicPartition> partitions() {
        return List.copyOf(shards.keySet());
    }

    /** The shard that these records go to; a fresh one where the broker went back behind what was read already. */
    PartitionShard shard(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        PartitionShard shard = shards.computeIfAbsent(partition, PartitionShard::new);
        if (records.get(0).offset() < shard.position) {
            LOG.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("from", shard.position)
                    .addKeyValue("to", records.get(0).offset())
                    .log("partition was reset to an earlier offset");
            shard.release();
            shard = new PartitionShard(partition);
            shards.put(partition, shard);
        }
        shard.position = records.get(records.size() - 1).offset() + 1;
        return shard;
    }

    /** Records that wait or run, of all partitions. */
    long held() {
        long sum = 0;
        for (PartitionShard shard : shards.values()) {
            sum += shard.held();
        }
        return sum;
    }

    /** Pauses partitions whose buffers are full and resumes those with room; whether one is paused. */
    boolean throttle() {
        for (PartitionShard shard : shards.values()) {
            boolean full = shard.held() >= settings.partitionBuffer() || shard.window() >= settings.uncommitted();
            if (full && !shard.paused) {
                consumer.pause(List.of(shard.partition));
                shard.paused = true;
            } else if (shard.paused && !full && shard.held() <= settings.partitionBuffer() / 2) {
                consumer.resume(List.of(shard.partition));
                shard.paused = false;
            }
        }
        return shards.values().stream().anyMatch(shard -> shard.paused);
    }

    /** Now and then commits without waiting, and looks how far behind it is; the lag, or the last one. */
    long commitSometimes(long lastLag) {
        if (System.nanoTime() - lookedNanos < settings.commitEvery().toNanos()) {
            return lastLag;
        }
        lookedNanos = System.nanoTime();
        Map<TopicPartition, OffsetAndMetadata> due = due(shards.values());
        if (!due.isEmpty()) {
            consumer.commitAsync(due, (offsets, failure) -> {
                if (failure != null) {
                    // The next commit says more than this one would have.
                    LOG.atDebug()
                            .addKeyValue("group", group)
                            .addKeyValue("cause", failure.getMessage())
                            .log("offsets not committed");
                    shards.values().forEach(shard -> shard.committed = OffsetLedger.NONE);
                }
            });
        }
        return lag();
    }

    /** Commits what has ended of these shards and waits for it, boundedly. */
    void commitNow(List<PartitionShard> gone) {
        Map<TopicPartition, OffsetAndMetadata> due = due(gone);
        if (due.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(due, LONGEST_COMMIT);
        } catch (KafkaException failed) {
            LOG.atWarn()
                    .addKeyValue("group", group)
                    .addKeyValue("partitions", due.keySet())
                    .addKeyValue("cause", failed.getMessage())
                    .log("offsets not committed: some messages come again");
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> due(Collection<PartitionShard> shards) {
        Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
        for (PartitionShard shard : shards) {
            long offset = shard.committable();
            if (offset != shard.committed && offset != OffsetLedger.NONE) {
                due.put(shard.partition, new OffsetAndMetadata(offset));
                shard.committed = offset;
            }
        }
        return due;
    }

    private long lag() {
        long sum = 0;
        for (PartitionShard shard : shards.values()) {
            OptionalLong notRead = consumer.currentLag(shard.partition);
            long read = shard.position == OffsetLedger.NONE ? 0 : shard.position - shard.committable();
            sum += notRead.orElse(0) + Math.max(read, 0);
        }
        return sum;
    }
}
