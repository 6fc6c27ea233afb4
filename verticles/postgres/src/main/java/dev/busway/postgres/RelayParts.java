package dev.busway.postgres;

import java.util.function.LongSupplier;

/** What the ways of one relay share. Used on the relay's context alone. */
record RelayParts(
        Carriage carriage,
        Flight flight,
        Setbacks setbacks,
        Destinations destinations,
        Marks marks,
        int batch,
        LongSupplier clock) {
    /** Of a clock that never goes back. */
    long millis() {
        return clock.getAsLong() / 1_000_000;
    }
}
