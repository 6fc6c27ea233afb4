package dev.busway.kafka;

import dev.busway.bus.transport.broker.Shard;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;

/**
 * One partition while this node has it. The ledger belongs to the group's context; the rest is read by the
 * poll thread too.
 */
final class PartitionShard extends Shard {
    final TopicPartition partition;
    private final OffsetLedger ledger = new OffsetLedger();
    private final AtomicInteger held = new AtomicInteger();
    private volatile long committable = OffsetLedger.NONE;
    private volatile int window;

    /** What was committed last and which record comes next; the poll thread's own. */
    long committed = OffsetLedger.NONE;

    long position = OffsetLedger.NONE;
    boolean paused;

    PartitionShard(TopicPartition partition) {
        this.partition = partition;
    }

    /** Counts records that the poll thread hands over. */
    void handed(int records) {
        held.addAndGet(records);
    }

    /** A record waits to be handled; called in the order of offsets. */
    OffsetLedger.Slot queued(long offset) {
        OffsetLedger.Slot slot = ledger.take(offset);
        publish();
        return slot;
    }

    void ended(OffsetLedger.Slot slot) {
        ledger.done(slot);
        held.decrementAndGet();
        publish();
    }

    private void publish() {
        committable = ledger.committable();
        window = ledger.size();
    }

    long committable() {
        return committable;
    }

    /** Records that wait or run. */
    int held() {
        return held.get();
    }

    /** Records from the first unfinished one to the last. */
    int window() {
        return window;
    }
}
