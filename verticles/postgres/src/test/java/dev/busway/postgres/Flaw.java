package dev.busway.postgres;

/** How a simulated server may be wrong, so that the relay above it breaks a rule: what must be found. */
enum Flaw {
    NONE,
    /** Two relays may have one shard. */
    NO_FENCE,
    /** A shard is never given up by a session that has ended. */
    LASTING_LEASE,
    /** What is taken is struck out at once. */
    TAKEN_IS_SENT,
    /** Only what has a higher number than all before is taken. */
    POSITION,
    /** Rows come in no order. */
    NO_ORDER,
    /** What waits behind a message that is under way, or was refused, is taken. */
    NOTHING_WAITS,
    /** What its handler is sending is taken. */
    STRAIGHT_IS_TAKEN,
    /** What callers send is numbered when it is written, not when it is committed. */
    NUMBERED_EARLY,
    /** A partition is emptied whatever is in it. */
    BLIND_RING
}
