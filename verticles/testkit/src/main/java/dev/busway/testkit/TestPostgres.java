package dev.busway.testkit;

import dev.busway.testkit.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fresh database on a real PostgreSQL for one test class: on the server that {@value #URL} names
 * ({@code postgresql://user:password@host:port/database}, allowed to make databases), else on one embedded server per JVM, which
 * ends with it.
 */
public record TestPostgres(String host, int port, String database, String user, String password) {
    /** The environment variable that names a server. */
    public static final String URL = "BUSWAY_TEST_POSTGRES";

    private static @Nullable EmbeddedPostgres shared;

    /** Makes an empty database. Blocks, the first time for seconds. */
    public static TestPostgres freshDatabase() {
        String url = System.getenv(URL);
        return url == null ? embedded() : of(url).fresh();
    }

    /** The database that a URL names. */
    public static TestPostgres of(String url) {
        URI uri = URI.create(url);
        String[] login = String.valueOf(uri.getUserInfo()).split(":", 2);
        return new TestPostgres(
                uri.getHost(),
                uri.getPort() < 0 ? 5432 : uri.getPort(),
                uri.getPath().substring(1),
                login[0],
                login.length < 2 ? "" : login[1]);
    }

    private static synchronized TestPostgres embedded() {
        EmbeddedPostgres server = shared;
        if (server == null) {
            server = start();
            shared = server;
        }
        return new TestPostgres(
                        EmbeddedPostgres.HOST,
                        server.port(),
                        EmbeddedPostgres.DATABASE,
                        EmbeddedPostgres.USER,
                        EmbeddedPostgres.PASSWORD)
                .fresh();
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.temporary();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "postgres-stop"));
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void stop(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A new, empty database beside this one, on the same server. Blocks. */
    public TestPostgres fresh() {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = DriverManager.getConnection(jdbcUrl(), user, password);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException refused) {
            throw new IllegalStateException("no test database on " + jdbcUrl() + ": " + refused.getMessage(), refused);
        }
        return new TestPostgres(host, port, name, user, password);
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    /** Runs one statement. Blocks. */
    public void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(), user, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException refused) {
            throw new IllegalStateException(refused.getMessage(), refused);
        }
    }

    /** As the {@code postgres} section of a node's configuration. */
    public Map<String, Object> section() {
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("host", host);
        section.put("port", port);
        section.put("database", database);
        section.put("user", user);
        section.put("password", password);
        return section;
    }
}
