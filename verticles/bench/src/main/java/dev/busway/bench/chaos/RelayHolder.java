package dev.busway.bench.chaos;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Finds the node whose relay holds most shards: PostgreSQL knows the connection, the proxy on its way knows the node. */
final class RelayHolder {
    private static final String HOLDERS = """
            select client_port from pg_stat_activity join pg_locks using (pid)
            where application_name like 'busway-relay%' and locktype = 'advisory' and classid = 7240 and granted
            group by client_port order by count(*) desc""";

    private RelayHolder() {}

    /** Empty while nobody relays. Blocks. */
    static OptionalInt find(Arena arena) throws SQLException {
        try (Connection connection = DriverManager.getConnection(arena.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(HOLDERS)) {
            while (rows.next()) {
                int port = rows.getInt(1);
                OptionalInt node = IntStream.range(0, Arena.NODES)
                        .filter(each -> arena.way(each).postgres().carries(port))
                        .findFirst();
                if (node.isPresent()) {
                    return node;
                }
            }
        }
        return OptionalInt.empty();
    }
}
