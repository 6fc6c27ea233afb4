package dev.busway.bench.fleet;

import dev.busway.testkit.embedded.EmbeddedKafka;
import dev.busway.testkit.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Kafka and a PostgreSQL of this run's own, empty at the start and deleted at the end. Blocks; one thread at a time. */
public final class Servers implements AutoCloseable {
    private final Path home;
    private @Nullable EmbeddedKafka kafka;
    private @Nullable EmbeddedPostgres postgres;

    private Servers(Path home) {
        this.home = home;
    }

    public static Servers start() throws IOException {
        Servers servers = new Servers(Files.createTempDirectory("busway-servers"));
        boolean started = false;
        try {
            servers.kafka = EmbeddedKafka.start(servers.home.resolve("kafka"), EmbeddedKafka.ANY_PORT);
            servers.postgres = EmbeddedPostgres.start(servers.home.resolve("postgres"), EmbeddedPostgres.ANY_PORT);
            started = true;
            return servers;
        } finally {
            // Whatever was thrown: Kafka throws an Error when this JVM is ending.
            if (!started) {
                servers.close();
            }
        }
    }

    public String kafkaBootstrap() {
        return Objects.requireNonNull(kafka, "closed").bootstrap();
    }

    public int postgresPort() {
        return Objects.requireNonNull(postgres, "closed").port();
    }

    public String jdbcUrl() {
        return Objects.requireNonNull(postgres, "closed").jdbcUrl();
    }

    @Override
    public void close() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        delete(home);
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
