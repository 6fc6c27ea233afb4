package dev.busway.postgres;

import dev.busway.testkit.simulation.Faults;
import dev.busway.testkit.simulation.VirtualNode;
import dev.busway.testkit.simulation.VirtualTime;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;

/** The simulated database means what PostgreSQL means. */
class VirtualStatementsTest extends StatementRules {
    private final VirtualTime time = new VirtualTime(1);
    private final Faults faults = new Faults(time);
    private final VirtualPostgres server = new VirtualPostgres(time, faults);
    private final VirtualNode node = new VirtualNode(time, "n");

    VirtualStatementsTest() {
        faults.end();
    }

    @Override
    SqlConnection connect() {
        return get(server.pool(node).getConnection());
    }

    @Override
    <T> T get(Future<T> future) {
        for (int i = 0; i < 1000 && !future.isComplete(); i++) {
            time.run(Duration.ofMillis(10));
        }
        if (future.failed()) {
            throw new IllegalStateException(future.cause());
        }
        return future.result();
    }

    @Override
    void letPass() {
        time.run(Duration.ofSeconds(1));
    }
}
