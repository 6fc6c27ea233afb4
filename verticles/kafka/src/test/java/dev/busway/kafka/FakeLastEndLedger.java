package dev.busway.kafka;

import dev.busway.bus.transport.broker.Shard;
import dev.busway.testkit.simulation.ShardLedger;

/** Acknowledges up to the last delivery that has ended, over the heads of those before it. */
final class FakeLastEndLedger implements ShardLedger {
    private final Shard shard = new Part();
    private long next = -1;

    private static final class Part extends Shard {}

    @Override
    public Shard shard() {
        return shard;
    }

    @Override
    public Runnable queued(long offset) {
        return () -> next = Math.max(next, offset + 1);
    }

    @Override
    public long committable() {
        return next;
    }
}
