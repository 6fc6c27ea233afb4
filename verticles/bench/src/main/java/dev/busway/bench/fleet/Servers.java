package dev.busway.bench.fleet;

import dev.busway.testkit.embedded.EmbeddedKafka;
import dev.busway.testkit.embedded.EmbeddedPostgres;
import java.io.IOException;

/** A Kafka and a PostgreSQL of this run's own, empty at the start and deleted at the end. Blocks. */
public final class Servers implements AutoCloseable {
    private final EmbeddedKafka kafka;
    private final EmbeddedPostgres postgres;

    private Servers(EmbeddedKafka kafka, EmbeddedPostgres postgres) {
        this.kafka = kafka;
        this.postgres = postgres;
    }

    public static Servers start() throws IOException {
        EmbeddedKafka kafka = EmbeddedKafka.temporary();
        try {
            return new Servers(kafka, EmbeddedPostgres.temporary());
        } catch (IOException | RuntimeException failed) {
            kafka.close();
            throw failed;
        }
    }

    public String kafkaBootstrap() {
        return kafka.bootstrap();
    }

    public int postgresPort() {
        return postgres.port();
    }

    public String jdbcUrl() {
        return postgres.jdbcUrl();
    }

    @Override
    public void close() throws IOException {
        try {
            postgres.close();
        } finally {
            kafka.close();
        }
    }
}
