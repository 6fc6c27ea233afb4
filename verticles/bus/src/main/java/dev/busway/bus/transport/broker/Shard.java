package dev.busway.bus.transport.broker;

/**
 * A part of a group's messages while this node has it: a partition, a queue, a link. Whoever has it next, be it this node by a new
 * connection, has another shard.
 */
public abstract class Shard {
    private volatile boolean released;

    /** Messages whose handling has begun and not ended; the group's context's own. */
    int running;

    /** Messages that came; the group's context's own. */
    long came;

    /** Number, among those that came, of the last one whose handling has begun; the group's context's own. */
    long begun;

    /** Messages that wait although it is released, since later ones have begun; the group's context's own. */
    int owed;

    /** Whether this node knows which of its keys are parked; the group's context's own. */
    boolean known;

    /** From here on nothing new of it starts; what runs may end and be acknowledged. Safe on any thread. */
    public final void release() {
        released = true;
    }

    public final boolean isReleased() {
        return released;
    }
}
