package dev.busway.bench.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Writes events into an outbox as an application does. Blocks; safe on several threads with a connection each. */
interface EventWriter {
    /** Writes these in one transaction. */
    void write(Connection connection, List<Event> events) throws SQLException;

    /** Whether the relay works as this arm wants it; whether it works at all, an event must show. */
    boolean ready(Connection connection) throws SQLException;

    /** Whether what was sent has been struck out of the outbox, too, where the relay does that. */
    boolean settled(Connection connection) throws SQLException;

    /** Removes what the relay leaves behind; not a part of what is measured. */
    void tidy(Connection connection) throws SQLException;
}
