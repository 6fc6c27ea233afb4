package dev.busway.kafka;

import dev.busway.bus.transport.broker.Shard;
import dev.busway.testkit.simulation.ShardLedger;

/** Acknowledges what was taken, whether it has ended or not. */
final class FakeEagerLedger implements ShardLedger {
    private final Shard shard = new Part();
    private long next = -1;

    private static final class Part extends Shard {}

    @Override
    public Shard shard() {
        return shard;
    }

    @Override
    public Runnable queued(long offset) {
        next = offset + 1;
        return () -> {};
    }

    @Override
    public long committable() {
        return next;
    }
}
