package dev.busway.bench.outbox;

import dev.busway.codec.FrameCodec;
import dev.busway.message.Message;
import dev.busway.message.Trace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What {@code Outbox.send} writes for a caller outside a handler, from a process that has no relay. */
final class BuswayWriter implements EventWriter {
    private static final int SHARDS = 64;
    /** In a caller's transaction. */
    private static final int STATE = 3;

    private static final String INSERT =
            "insert into busway.outbox (id, channel, key, style, frame, shard, state) values (?, ?, ?, 0, ?, ?, "
                    + STATE + ")";

    private final Engine engine;

    BuswayWriter(Engine engine) {
        this.engine = engine;
    }

    @Override
    public void write(Connection connection, List<Event> events) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Event event : events) {
                Message message = Message.builder(Event.TYPE)
                        .key(event.key())
                        .payload(event.payload())
                        .trace(Trace.start())
                        .build();
                insert.setString(1, message.id());
                insert.setString(2, OutboxNode.CHANNEL);
                insert.setString(3, event.key());
                insert.setBytes(4, FrameCodec.encode(message).getBytes());
                insert.setShort(5, shard(event.key()));
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
    }

    private static short shard(String key) {
        int hash = 31 * OutboxNode.CHANNEL.hashCode() + key.hashCode();
        return (short) Math.floorMod((hash * 0x9E3779B1) >> 7, SHARDS);
    }

    /** Until the log can be read, the table is. */
    @Override
    public boolean ready(Connection connection) throws SQLException {
        return engine == Engine.POLL || says(connection, "select active = '" + engine.word() + "' from busway.relay");
    }

    @Override
    public boolean settled(Connection connection) throws SQLException {
        return says(connection, "select not exists(select from busway.outbox)");
    }

    private static boolean says(Connection connection, String question) throws SQLException {
        try (Statement look = connection.createStatement();
                ResultSet answer = look.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    /** It cleans up after itself. */
    @Override
    public void tidy(Connection connection) {}
}
