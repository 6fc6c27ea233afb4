package dev.busway.kafka;

import dev.busway.bus.transport.broker.Shard;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/**
 * One partition while this node has it. The ledger belongs to the group's context; the rest is read by the
 * poll thread too.
 */
final class PartitionShard extends Shard {
    final TopicPartition partition;
    private final OffsetLedger ledger = new OffsetLedger();
    /** Written by the context for the poll thread, which looks now and then: no record pays for a memory barrier. */
    private final AtomicLong committable = new AtomicLong(OffsetLedger.NONE);

    private final AtomicInteger window = new AtomicInteger();
    private final AtomicLong ended = new AtomicLong();
    private long ends;
    private long handed;

    /** What was committed last and which record comes next; the poll thread's own. */
    long committed = OffsetLedger.NONE;

    long position = OffsetLedger.NONE;
    boolean paused;

    PartitionShard(TopicPartition partition) {
        this.partition = partition;
    }

    /** Counts records that are handed over; the poll thread's own. */
    void handed(int records) {
        handed += records;
    }

    /** A record waits to be handled; called in the order of offsets. */
    void queued(OffsetLedger.Slot slot) {
        ledger.take(slot);
        publish();
    }

    void ended(OffsetLedger.Slot slot) {
        ledger.done(slot);
        ended.lazySet(++ends);
        publish();
    }

    private void publish() {
        committable.lazySet(ledger.committable());
        window.lazySet(ledger.size());
    }

    long committable() {
        return committable.get();
    }

    /** Records that wait or run; the poll thread's own. */
    int held() {
        return (int) (handed - ended.get());
    }

    /** Records from the first unfinished one to the last. */
    int window() {
        return window.get();
    }
}
