package dev.busway.bench.chaos;

import dev.busway.bench.fleet.Topics;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The turns of each account, in the order in which they were written: nothing in them comes from a client.
 *
 * @param events of the topic, without what came again: a durable event may be published twice, by the same id
 */
record Books(Map<String, List<Integer>> effects, Map<String, List<Integer>> copies, Map<String, List<Integer>> events) {
    private static final String TOPIC = "ledger.events";

    /** Effects and copies that are there by now. Blocks. */
    static long written(String jdbcUrl) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select (select count(*) from chaos_effects)" + " + (select count(*) from chaos_copies)")) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** Blocks. */
    static Books read(String jdbcUrl, String bootstrap) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
            return new Books(table(connection, "chaos_effects"), table(connection, "chaos_copies"), topic(bootstrap));
        }
    }

    private static Map<String, List<Integer>> table(Connection connection, String name) throws SQLException {
        Map<String, List<Integer>> turns = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select account, turn from " + name + " order by seq")) {
            while (rows.next()) {
                turns.computeIfAbsent(rows.getString(1), any -> new ArrayList<>())
                        .add(rows.getInt(2));
            }
        }
        return turns;
    }

    private static Map<String, List<Integer>> topic(String bootstrap) {
        Map<String, Map<String, Integer>> seen = new LinkedHashMap<>();
        Topics.read(bootstrap, List.of(TOPIC), record -> {
            JsonObject event = new JsonObject(new String(record.value(), StandardCharsets.UTF_8));
            seen.computeIfAbsent(event.getString("account"), any -> new LinkedHashMap<>())
                    .putIfAbsent(Topics.header(record, "ce_id"), event.getInteger("turn"));
        });
        Map<String, List<Integer>> turns = new LinkedHashMap<>();
        seen.forEach((account, ids) -> turns.put(account, List.copyOf(ids.values())));
        return turns;
    }
}
