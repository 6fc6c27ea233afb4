package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.testkit.TestPostgres;
import dev.busway.testkit.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts, in the server's own log, every statement that nodes send when nothing happens. */
class RelayIdleIT {
    /** A quiet stretch of this length is waited for. */
    private static final Duration WATCHED = Duration.ofSeconds(30);
    /** Until there is one: a node comes to rest step by step, and a machine may be slow. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final int MOST = (int) WATCHED.toSeconds() / 5;

    /** One alone, two that share a database, one that reads the log: each by its database and number of nodes. */
    private static final Map<String, Integer> NODES = Map.of("alone", 1, "shared", 2, "tailed", 1);

    @Test
    void an_idle_node_sends_at_most_one_statement_in_five_seconds(@TempDir Path home) throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(home, EmbeddedPostgres.ANY_PORT);
                TestNode first = on(server, EmbeddedPostgres.DATABASE)) {
            NODES.keySet().forEach(name -> first.sql("create database " + name));
            try (TestNode alone = on(server, "alone");
                    TestNode one = on(server, "shared");
                    TestNode other = on(server, "shared");
                    TestNode tailed = on(server, "tailed")) {
                get(tailed.store.relay().orElseThrow().switchTo("message"));
                for (TestNode node : List.of(alone, one, tailed)) {
                    get(node.store.enqueue(TestNode.KITCHEN, order("k")));
                }
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> alone.transport.log.size() == 1
                                && one.transport.log.size() + other.transport.log.size() == 1
                                && tailed.transport.log.size() == 1);
                first.sql("alter system set log_line_prefix = 'from %a to %d '");
                first.sql("alter system set log_statement = 'all'");
                first.sql("select pg_reload_conf()");
                await().atMost(PATIENCE)
                        .pollDelay(WATCHED)
                        .pollInterval(WATCHED)
                        .untilAsserted(new Watch(home.resolve("postgres.log"))::check);
                get(tailed.store.relay().orElseThrow().switchTo("poll"));
            }
        }
    }

    private static TestNode on(EmbeddedPostgres server, String database) {
        return TestNode.on(
                new TestPostgres(
                        EmbeddedPostgres.HOST,
                        server.port(),
                        database,
                        EmbeddedPostgres.USER,
                        EmbeddedPostgres.PASSWORD),
                new FakeTransport(),
                Map.of());
    }

    /** What came since the last look, of each database that has not been quiet yet. */
    private static final class Watch {
        private final Path log;
        private final Map<String, Integer> restless = new HashMap<>(NODES);
        private int seen;

        Watch(Path log) {
            this.log = log;
        }

        void check() throws Exception {
            List<String> statements = Files.readAllLines(log).stream()
                    .filter(line -> line.startsWith("from busway")
                            && (line.contains(" statement: ") || line.contains(" execute ")))
                    .toList();
            List<String> fresh = statements.subList(seen, statements.size());
            seen = statements.size();
            Map<String, List<String>> sent = new HashMap<>();
            restless.keySet()
                    .forEach(database -> sent.put(
                            database,
                            fresh.stream()
                                    .filter(line -> line.contains(" to " + database + " "))
                                    .toList()));
            restless.entrySet()
                    .removeIf(
                            each -> sent.getOrDefault(each.getKey(), List.of()).size() <= MOST * each.getValue());
            assertThat(restless).as("statements: %s", sent).isEmpty();
        }
    }
}
