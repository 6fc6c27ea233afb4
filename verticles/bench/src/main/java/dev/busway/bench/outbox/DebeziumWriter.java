package dev.busway.bench.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

/** The table that Debezium's outbox event router asks for, with the payload as text, which it decodes fastest. */
final class DebeziumWriter implements EventWriter {
    static final String CHANNEL = "bench.outbox";
    static final String TABLE = "outboxevent";
    private static final String INSERT = "insert into " + TABLE
            + " (id, aggregatetype, aggregateid, type, payload) values (?, 'order', ?, '" + Event.TYPE + "', ?)";

    static void createTable(Connection connection) throws SQLException {
        try (Statement create = connection.createStatement()) {
            create.execute("create table " + TABLE + " (id uuid primary key, aggregatetype varchar(255) not null,"
                    + " aggregateid varchar(255) not null, type varchar(255) not null, payload text)");
        }
    }

    @Override
    public void write(Connection connection, List<Event> events) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Event event : events) {
                insert.setObject(1, UUID.randomUUID());
                insert.setString(2, event.key());
                insert.setString(3, event.payload().encode());
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
    }

    @Override
    public boolean ready(Connection connection) {
        return true;
    }

    /** It leaves its rows to the application. */
    @Override
    public boolean settled(Connection connection) {
        return true;
    }

    @Override
    public void tidy(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("truncate " + TABLE);
        }
    }
}
