package dev.busway.bench;

import dev.busway.testkit.embedded.ChildKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One 200 B record a call, acks=all: our door, contract and transport, against a bare door with one shared producer. */
final class HttpKafkaRace implements Race {
    private static final int SIZE = 200;
    private static final String CHANNEL = "bench.log";

    @Override
    public String run(Duel.Settings settings) throws Exception {
        Path home = Files.createTempDirectory("bench-kafka");
        try (ChildKafka kafka = ChildKafka.start(home);
                ChildJvm ours = ChildJvm.start(OurDoor.class, HttpRace.ours(settings), List.of(kafka.bootstrap()));
                ChildJvm peer =
                        ChildJvm.start(BareKafkaDoor.class, HttpRace.JVM, List.of(kafka.bootstrap(), CHANNEL))) {
            return new HttpRace.Doors(ours, "/channels/" + CHANNEL, peer, "202 ").race("http-kafka", settings, SIZE);
        } finally {
            delete(home);
        }
    }

    static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
