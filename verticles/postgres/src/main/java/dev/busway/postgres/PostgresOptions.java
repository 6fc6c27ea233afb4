package dev.busway.postgres;

import dev.busway.config.Section;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The {@code postgres} section of the configuration.
 *
 * @param pool most connections that handle messages, 1 to 200
 * @param doors most connections that accept messages, read operations and run queries, 1 to 200
 * @param waiting most callers that wait for a connection of one of the two; one more is BUSY, 1 to 100,000
 * @param patience how long a caller waits for a connection before it is BUSY, 10 ms to 1 m
 * @param handling how long one try of one message may take, 100 ms to 10 m
 * @param retention how long answers are kept, and with them the knowledge that a message was handled, 1 m to 90 d
 * @param farthest how far ahead a message may be due, 1 m to 3650 d
 * @param waiters most callers that wait for operations on this node; one more is BUSY, 1 to 1,000,000
 * @param batch most messages that the relay publishes in one round, 1 to 10,000
 * @param relay the engine of the relay, for all nodes of the database; empty: as it was
 * @param migrations Flyway locations of the applications' own schema, in the order in which they are looked at
 */
record PostgresOptions(
        String host,
        int port,
        String database,
        String user,
        String password,
        int pool,
        int doors,
        int waiting,
        Duration patience,
        Duration handling,
        Duration retention,
        Duration farthest,
        int waiters,
        int batch,
        Optional<RelayEngine> relay,
        List<String> migrations) {

    static PostgresOptions from(Section section) {
        return new PostgresOptions(
                section.text("host", "127.0.0.1"),
                section.number("port", 5432, 1, 65_535),
                section.text("database", "busway"),
                section.text("user", "busway"),
                section.text("password", ""),
                section.number("pool", 16, 1, 200),
                section.number("doors", 8, 1, 200),
                section.number("waiting", 4096, 1, 100_000),
                section.duration("patience", Duration.ofSeconds(5), Duration.ofMillis(10), Duration.ofMinutes(1)),
                section.duration("handling", Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofMinutes(10)),
                section.duration("retention", Duration.ofHours(24), Duration.ofMinutes(1), Duration.ofDays(90)),
                section.duration("farthest", Duration.ofDays(365), Duration.ofMinutes(1), Duration.ofDays(3650)),
                section.number("waiters", 10_000, 1, 1_000_000),
                section.number("batch", 500, 1, 10_000),
                section.text("relay")
                        .map(word -> section.word("relay", word, RelayEngine.WORDS))
                        .map(RelayEngine::of),
                section.texts("migrations"));
    }

    /** Where the database is, as people say it. */
    String where() {
        return host + ":" + port + "/" + database;
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database
                + "?connectTimeout=10&ApplicationName=busway-schema";
    }
}
