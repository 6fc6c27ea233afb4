package dev.busway.bus.transport;

/** One thing that a transport can do and another may not. */
public enum Feature {
    /** An accepted message outlives this process. */
    DURABLE,
    /** Messages of one key are handled in the order of their sending. */
    ORDERED,
    /** Each group of a publish-subscribe channel gets its own copy, also while none of its nodes is there. */
    GROUPS,
    /** A message whose tries are used up parks its key's sequence in the dead letters, from where it can be replayed. */
    PARKING,
    /** Publish with many replies. */
    GATHER,
    /** Keeps a message until its time has come, by itself. */
    DELAYED,
    /** A group may start again from an offset, a time, or the beginning. */
    REPLAY
}
