package dev.busway.bus;

/** How a caller talks to a channel. */
public enum Style {
    /** To one, no answer. */
    SEND,
    /** To every group, no answer. */
    PUBLISH,
    /** To one, one answer. */
    REQUEST,
    /** To one, answered later: the caller gets an operation. */
    REQUEST_LATER,
    /** To every group, many answers. */
    GATHER
}
