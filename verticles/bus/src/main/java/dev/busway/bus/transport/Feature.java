package dev.busway.bus.transport;

/** One thing that a transport can do and another may not. */
public enum Feature {
    /** An accepted message outlives this process; beside a store one that is not due yet does so too. */
    DURABLE,
    /** Messages of one key are handled in the order of their sending. */
    ORDERED,
    /** Each group of a publish-subscribe channel gets its own copy, also while none of its nodes is there. */
    GROUPS,
    /** A message whose tries are used up parks its key's sequence in the dead letters, from where it can be replayed. */
    PARKING,
    /** Publish with many replies. */
    GATHER,
    /** A group may start again from an offset, a time, or the beginning. */
    REPLAY
}
