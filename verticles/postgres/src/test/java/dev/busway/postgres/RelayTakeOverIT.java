package dev.busway.postgres;

import static dev.busway.postgres.TestNode.get;
import static dev.busway.postgres.TestNode.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.message.Message;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Promise;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node is killed with {@code kill -9} while its relay and one of its handlers have messages under way. */
class RelayTakeOverIT {
    /** One to three seconds on a machine that is not busy, most of it for the server to see that the other is dead. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(strings = {"poll", "log", "message"})
    void another_takes_over_what_was_under_way(String engine) throws Exception {
        TestPostgres database = TestPostgres.freshDatabase();
        Process doomed = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Doomed.class.getName(),
                        "postgresql://" + database.user() + ":" + database.password() + "@" + database.host() + ":"
                                + database.port() + "/" + database.database(),
                        engine))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = doomed.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.startsWith("READY")) {
                line = out.readLine();
            }
            assertThat(line).startsWith("READY");
            String[] ids = line.split(" ", -1);
            FakeTransport transport = new FakeTransport();
            try (TestNode heir = TestNode.on(database, transport, Map.of())) {
                long killed = System.nanoTime();
                doomed.destroyForcibly().waitFor();

                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> transport.ids().contains(ids[1])
                                && transport.ids().contains(ids[2]));

                Duration taken = Duration.ofNanos(System.nanoTime() - killed);
                assertThat(taken).isLessThan(LONGEST);
                get(heir.store.relay().orElseThrow().switchTo("poll"));
            }
        } finally {
            doomed.destroyForcibly().waitFor();
        }
    }

    /** Its transport takes messages and never says so. */
    static final class Doomed {
        private Doomed() {}

        public static void main(String[] args) throws Exception {
            FakeTransport hanging = new FakeTransport();
            TestNode node = TestNode.on(TestPostgres.of(args[0]), hanging, Map.of());
            get(node.store.relay().orElseThrow().switchTo(args[1]));
            hanging.fault = sent -> {
                hanging.log.add(sent);
                return Promise.<Outcome>promise().future();
            };
            Message relayed = order("relayed");
            Message straight = order("straight");
            get(node.store.enqueue(TestNode.KITCHEN, relayed));
            node.store.handle(TestNode.ORDERS, "orders", order("a"), (message, work) -> work.send("kitchen", straight));
            await().until(() -> hanging.log.size() == 2);
            System.out.println("READY " + relayed.id() + " " + straight.id());
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        }
    }
}
