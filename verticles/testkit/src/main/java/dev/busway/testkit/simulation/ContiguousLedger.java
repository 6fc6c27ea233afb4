package dev.busway.testkit.simulation;

import dev.busway.bus.transport.broker.Shard;
import java.util.TreeSet;

/** The plainest one that is right: everything before the first delivery which has not ended. */
public final class ContiguousLedger implements ShardLedger {
    private final Shard shard = new Part();
    private final TreeSet<Long> open = new TreeSet<>();
    private long next = -1;

    private static final class Part extends Shard {}

    @Override
    public Shard shard() {
        return shard;
    }

    @Override
    public Runnable queued(long offset) {
        open.add(offset);
        next = offset + 1;
        return () -> open.remove(offset);
    }

    @Override
    public long committable() {
        return open.isEmpty() ? next : open.first();
    }
}
