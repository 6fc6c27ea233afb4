package dev.busway.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code busway replay} against a running node on a real Kafka. */
class ReplayIT {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final int SENT = 12;

    @Test
    void a_group_is_told_what_a_replay_would_do_and_then_handles_it_again(@TempDir Path folder) throws Exception {
        KeptFolder nodes = KeptFolder.at(folder);
        try (ChildNode node = nodes.writing("node", nodes.facts()).ready()) {
            for (int n = 0; n < SENT; n++) {
                Verbs.Done done =
                        Verbs.on(node, "publish", nodes.facts(), "{\"key\":\"k\",\"number\":" + n + "}", "--json");
                assertThat(done.exitCode()).as(done.err()).isZero();
            }
            List<Integer> once = numbers(0, SENT);
            await().atMost(LONGEST_WAIT).until(() -> nodes.numbers().equals(once));
            await().atMost(LONGEST_WAIT)
                    .until(() -> replay(node, nodes, "end", "--dry-run")
                                    .json()
                                    .path("skipped")
                                    .asInt()
                            == 0);

            Verbs.Done planned = replay(node, nodes, "offset:8", "--dry-run");
            assertThat(planned.exitCode()).as(planned.err()).isZero();
            assertThat(planned.json().path("again").asInt()).isEqualTo(SENT - 8);
            assertThat(nodes.numbers()).isEqualTo(once);

            Verbs.Done moved = replay(node, nodes, "offset:8");
            assertThat(moved.exitCode()).as(moved.err()).isZero();
            List<Integer> twice =
                    Stream.concat(once.stream(), numbers(8, SENT).stream()).toList();
            await().atMost(LONGEST_WAIT).until(() -> nodes.numbers().size() >= twice.size());
            assertThat(nodes.numbers()).isEqualTo(twice);

            assertThat(replay(node, nodes, "beginning").json().path("again").asInt())
                    .isEqualTo(SENT);
            await().atMost(LONGEST_WAIT).until(() -> nodes.numbers().size() >= twice.size() + SENT);
            assertThat(nodes.numbers().subList(twice.size(), twice.size() + SENT))
                    .isEqualTo(once);
        }
    }

    @Test
    void a_place_that_cannot_be_read_and_a_channel_with_no_history_are_refused(@TempDir Path folder) throws Exception {
        NodeFolder nodes = NodeFolder.at(folder);
        try (ChildNode node = nodes.alone("probe").ready()) {
            Verbs.Done unread = Verbs.on(node, "replay", "--channel", "probe.news", "--group", "g", "--from", "monday");
            Verbs.Done none = Verbs.on(node, "replay", "--channel", "probe.news", "--group", "g", "--from", "end");

            assertThat(unread.exitCode()).isNotZero();
            assertThat(none.exitCode()).isEqualTo(1);
            assertThat(none.err()).contains("BW-INVALID");
        }
    }

    private static Verbs.Done replay(ChildNode node, KeptFolder nodes, String from, String... more) {
        return Verbs.on(
                node,
                Stream.concat(
                                Stream.of(
                                        "replay",
                                        "--channel",
                                        nodes.facts(),
                                        "--group",
                                        "writer",
                                        "--from",
                                        from,
                                        "--json"),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
