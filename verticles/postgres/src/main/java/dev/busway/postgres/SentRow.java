package dev.busway.postgres;

/** An outgoing message that is committed, by its number in the outbox. */
record SentRow(long seq, Outgoing outgoing) {}
