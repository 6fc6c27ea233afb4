package dev.busway.node.cli;

import dev.busway.testkit.TestKafka;
import dev.busway.testkit.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** The folder of a test's nodes that share a real Kafka and a real PostgreSQL, on channels of this test's own. */
record KeptFolder(Path folder, String prefix, TestPostgres database) {
    static KeptFolder at(Path folder) throws IOException {
        String prefix = "kept-" + UUID.randomUUID();
        Path contracts = Files.createDirectories(folder.resolve("contracts"));
        try (InputStream contract = Objects.requireNonNull(KeptFolder.class.getResourceAsStream("/node/kept.yaml"))) {
            String text = new String(contract.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            Files.writeString(contracts.resolve("kept.yaml"), text.replace("KEPT", prefix));
        }
        return new KeptFolder(folder, prefix, TestPostgres.freshDatabase());
    }

    String jobs() {
        return prefix + ".jobs";
    }

    String facts() {
        return prefix + ".facts";
    }

    /** Starts a node that writes down what comes by this channel. */
    ChildNode writing(String name, String channel) throws IOException {
        return start(name, """
                verticles:
                  - class: dev.busway.node.cli.WriterVerticle
                    config: {channel: %s, file: '%s'}
                """.formatted(channel, written()));
    }

    /** Starts a node that handles nothing. */
    ChildNode door(String name) throws IOException {
        return start(name, "");
    }

    private ChildNode start(String name, String verticles) throws IOException {
        String yaml = """
                node: {name: %s, drain: 10s}
                http: {port: 0}
                kafka: {bootstrap: '%s', commitEvery: 50ms}
                postgres: {host: %s, port: %d, database: %s, user: %s, password: '%s'}
                """.formatted(
                        name,
                        TestKafka.bootstrap(),
                        database.host(),
                        database.port(),
                        database.database(),
                        database.user(),
                        database.password());
        Path file = Files.writeString(folder.resolve(name + ".yaml"), yaml + verticles);
        return ChildNode.start(folder, "run", "--conf", file.toString());
    }

    /** One message that was handled. */
    record Line(long handledMillis, long dueMillis, int number) {}

    /** What was handled so far, in its order. */
    List<Line> lines() {
        try {
            return Files.exists(written())
                    ? Files.readAllLines(written()).stream()
                            .map(KeptFolder::line)
                            .toList()
                    : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    List<Integer> numbers() {
        return lines().stream().map(Line::number).toList();
    }

    private static Line line(String text) {
        long[] words = Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
        return new Line(words[0], words[1], (int) words[2]);
    }

    private Path written() {
        return folder.resolve("written.txt");
    }
}
