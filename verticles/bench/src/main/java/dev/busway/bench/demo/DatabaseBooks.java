package dev.busway.bench.demo;

import dev.busway.bench.demo.Evidence.StepRow;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the tables of the platform and of the example. Blocks. */
final class DatabaseBooks implements AutoCloseable {
    private static final String FINISHED =
            "select id from busway.inbox where channel = 'orders' and grp = 'orders' and state = 2";

    private final Connection connection;

    DatabaseBooks(String jdbcUrl) throws SQLException {
        this.connection = DriverManager.getConnection(jdbcUrl);
    }

    int finished() throws SQLException {
        return texts(FINISHED).size();
    }

    /** Whether Orders knows the menus by now: before that every order would be rejected. */
    boolean knowsMenus(int count) throws SQLException {
        return texts("select restaurant_id from orders_menus").size() >= count;
    }

    /** Everything but the topics. */
    Evidence read() throws SQLException {
        Map<String, String> orders = new TreeMap<>();
        List<StepRow> steps = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("select order_id, state from orders")) {
                while (rows.next()) {
                    orders.put(rows.getString(1), rows.getString(2));
                }
            }
            try (ResultSet rows = statement.executeQuery("select order_id, step from orders_steps order by seq")) {
                while (rows.next()) {
                    steps.add(new StepRow(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return new Evidence(
                texts(FINISHED),
                orders,
                steps,
                texts("select order_id from kitchen_tickets"),
                texts("select order_id from notifications_sent"),
                List.of());
    }

    private List<String> texts(String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
