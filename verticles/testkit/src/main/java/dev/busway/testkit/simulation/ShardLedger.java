package dev.busway.testkit.simulation;

import dev.busway.bus.transport.broker.Shard;

/** One partition while a node has it, and what of it has ended: the transport's own part of acknowledging. */
public interface ShardLedger {
    Shard shard();

    /** A delivery waits to be handled; what is returned is run when it has ended. */
    Runnable queued(long offset);

    /** Where who has the partition next would begin; −1 where nothing is known. */
    long committable();
}
