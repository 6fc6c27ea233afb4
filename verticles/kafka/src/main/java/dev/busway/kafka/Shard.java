package dev.busway.kafka;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;

/**
 * One partition while this node has it. The ledger and the running count belong to the group's context; the rest is read by the
 * poll thread too.
 */
final class Shard {
    final TopicPartition partition;
    final OffsetLedger ledger = new OffsetLedger();
    private final AtomicInteger held = new AtomicInteger();
    private volatile long committable = OffsetLedger.NONE;
    private volatile int window;
    private volatile boolean released;
    /** Records whose handling has begun and not ended; the context's own. */
    int running;

    /** What was committed last and which record comes next; the poll thread's own. */
    long committed = OffsetLedger.NONE;

    long position = OffsetLedger.NONE;
    boolean paused;

    Shard(TopicPartition partition) {
        this.partition = partition;
    }

    /** Counts records that the poll thread hands over. */
    void handed(int records) {
        held.addAndGet(records);
    }

    void ended(OffsetLedger.Slot slot) {
        ledger.done(slot);
        held.decrementAndGet();
        publish();
    }

    void publish() {
        committable = ledger.committable();
        window = ledger.size();
    }

    /** From here on nothing new starts: the partition goes to another node, or the subscription ends. */
    void release() {
        released = true;
    }

    boolean isReleased() {
        return released;
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
