package dev.busway.bench.outbox;

import dev.busway.bench.ChildJvm;
import dev.busway.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** One relay in a JVM of its own, on a database of its own on the one server. */
final class OutboxArm implements AutoCloseable {
    private final String name;
    private final TestPostgres database;
    private final EventWriter writer;
    private final ChildJvm relay;

    OutboxArm(String name, TestPostgres database, EventWriter writer, ChildJvm relay) {
        this.name = name;
        this.database = database;
        this.writer = writer;
        this.relay = relay;
    }

    String name() {
        return name;
    }

    String database() {
        return database.database();
    }

    EventWriter writer() {
        return writer;
    }

    ChildJvm relay() {
        return relay;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    @Override
    public void close() {
        relay.close();
    }
}
