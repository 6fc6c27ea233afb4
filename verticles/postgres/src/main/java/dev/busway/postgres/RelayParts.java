package dev.busway.postgres;

/** What the ways of one relay share. Used on the relay's context alone. */
record RelayParts(
        Carriage carriage, Flight flight, Setbacks setbacks, Destinations destinations, Marks marks, int batch) {}
