package dev.busway.bus.discovery;

/** What an instance says of itself. */
public enum Health {
    /** It takes calls. */
    PASSING,
    /** It is there and should not be called. */
    FAILING
}
