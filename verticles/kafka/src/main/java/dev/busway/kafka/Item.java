package dev.busway.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One record on its way through a group; touched by the group's context. */
final class Item {
    final Shard shard;
    final ConsumerRecord<byte[], byte[]> record;
    final OffsetLedger.Slot slot;
    final Incoming incoming;
    /** Tries that have begun. */
    int tries;

    Item(Shard shard, ConsumerRecord<byte[], byte[]> record, OffsetLedger.Slot slot, Incoming incoming) {
        this.shard = shard;
        this.record = record;
        this.slot = slot;
        this.incoming = incoming;
    }
}
