package dev.busway.postgres;

import dev.busway.testkit.TestPostgres;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The official image, started once per JVM and stopped with it by Testcontainers. */
final class OfficialPostgres {
    private static final PostgreSQLContainer SERVER = started();

    private OfficialPostgres() {}

    private static PostgreSQLContainer started() {
        PostgreSQLContainer server = new PostgreSQLContainer("postgres:17");
        server.start();
        return server;
    }

    static TestPostgres freshDatabase() {
        return new TestPostgres(
                        SERVER.getHost(),
                        SERVER.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                        SERVER.getDatabaseName(),
                        SERVER.getUsername(),
                        SERVER.getPassword())
                .fresh();
    }
}
