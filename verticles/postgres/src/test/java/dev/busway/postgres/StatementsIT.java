package dev.busway.postgres;

import dev.busway.testkit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What simulated worlds take for granted, PostgreSQL does. */
class StatementsIT extends StatementRules {
    private final TestNode node = TestNode.on(TestPostgres.freshDatabase());
    private final Database database = new Database(node.vertx, options());
    private final List<SqlConnection> open = new ArrayList<>();

    private PostgresOptions options() {
        return PostgresOptions.from(new dev.busway.config.Section("postgres", node.database.section()));
    }

    @AfterEach
    void close() {
        open.forEach(connection -> get(connection.close().otherwiseEmpty()));
        get(database.close());
        node.close();
    }

    @Override
    SqlConnection connect() {
        SqlConnection connection = get(database.connect("busway-test", java.util.Map.of()));
        open.add(connection);
        return connection;
    }

    @Override
    <T> T get(Future<T> future) {
        return TestNode.get(future);
    }

    /** A few round trips: what does not wait would be there by then. */
    @Override
    void letPass() {
        SqlConnection other = connect();
        for (int i = 0; i < 20; i++) {
            get(other.query("select 1").execute());
        }
    }
}
