package dev.busway.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages for later when the node that took them is killed: another delivers exactly what is due, when it is. */
class KilledScheduleIT {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final Duration FIRST_DUE = Duration.ofSeconds(4);
    private static final int DUE = 60;
    private static final long APART_MILLIS = 100;
    private static final int NOT_DUE = 10;

    @Test
    void what_a_killed_node_had_taken_is_delivered_by_another_once_and_not_early(@TempDir Path folder)
            throws Exception {
        KeptFolder nodes = KeptFolder.at(folder);
        try (ChildNode survivor = nodes.writing("survivor", nodes.jobs()).ready();
                ChildNode doomed = nodes.door("doomed").ready()) {
            Instant never = Instant.now().plusSeconds(3600);
            send(doomed, nodes.jobs(), DUE, never);
            Instant start = Instant.now();
            for (int n = 1; n < NOT_DUE; n++) {
                send(doomed, nodes.jobs(), DUE + n, never);
            }
            // All are kept before the first is due, however slow this machine is.
            Duration sending = Duration.between(start, Instant.now()).multipliedBy(2L * DUE / NOT_DUE);
            Duration wait = FIRST_DUE.plus(sending);
            Instant first = Instant.now().plus(wait);
            for (int n = 0; n < DUE; n++) {
                send(doomed, nodes.jobs(), n, first.plusMillis(n * APART_MILLIS));
            }
            // In the middle: some were moved, perhaps by the one that dies, some are still kept.
            await().atMost(LONGEST_WAIT.plus(wait)).until(() -> nodes.lines().size() > DUE / 10);

            doomed.kill();

            await().atMost(LONGEST_WAIT)
                    .until(() -> nodes.numbers().stream().distinct().count() >= DUE);
            List<Integer> all = IntStream.range(0, DUE).boxed().toList();
            // At-least-once: what died between sending and its mark comes again, with the same id.
            assertThat(nodes.numbers().stream().distinct().sorted()).isEqualTo(all);
            assertThat(nodes.lines()).allMatch(line -> line.handledMillis() >= line.dueMillis());
            assertThat(nodes.numbers().stream().distinct()).isEqualTo(all);
            assertThat(survivor.output()).doesNotContain("schedule not read");
            await().atMost(LONGEST_WAIT).until(() -> rows(nodes) == NOT_DUE);
        }
    }

    private static void send(ChildNode node, String channel, int number, Instant due) {
        Verbs.Done done = Verbs.on(
                node, "send", channel, "{\"key\":\"k\",\"number\":" + number + "}", "--at", due.toString(), "--json");
        assertThat(done.exitCode()).as(done.err()).isZero();
    }

    private static int rows(KeptFolder nodes) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        nodes.database().jdbcUrl(),
                        nodes.database().user(),
                        nodes.database().password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from busway.scheduled")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
