package dev.busway.bus.breaker;

/** How a call's time compares with the contract's {@code slowCall}. */
enum Pace {
    FAST,
    SLOW
}
