package dev.busway.kafka;

import dev.busway.bus.transport.broker.Shard;
import dev.busway.testkit.simulation.ShardLedger;
import org.apache.kafka.common.TopicPartition;

/** What of a partition has ended, by the room's own ledger. */
final class PartitionLedger implements ShardLedger {
    private final PartitionShard shard = new PartitionShard(new TopicPartition("orders", 0));

    @Override
    public Shard shard() {
        return shard;
    }

    @Override
    public Runnable queued(long offset) {
        OffsetLedger.Slot slot = new OffsetLedger.Slot(offset);
        shard.queued(slot);
        return () -> shard.ended(slot);
    }

    @Override
    public long committable() {
        return shard.committable();
    }
}
