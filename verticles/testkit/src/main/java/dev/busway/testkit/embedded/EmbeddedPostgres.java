package dev.busway.testkit.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL 17 as a child process, with nothing to install: for development and tests. Linux, as root or as a user.
 *
 * <p>Durable as in production ({@code fsync} and {@code synchronous_commit} on) and ready for log tailing ({@code wal_level =
 * logical}). Listens on 127.0.0.1 alone, with no password: any is accepted. Ctrl-C in a terminal does not reach it. It outlives
 * a killed JVM; the next start on its folder stops the orphan. No shutdown hook: close it yourself, after its clients.
 *
 * <p>Start and close block for one to three seconds: never on an event loop. Safe on any thread.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** Lets the system choose a free port. */
    public static final int ANY_PORT = 0;

    public static final String HOST = "127.0.0.1";
    public static final String USER = "postgres";
    /** Not asked for, but clients want to send one. */
    public static final String PASSWORD = "postgres";
    /** The database that is there after the first start. */
    public static final String DATABASE = "busway";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String TEMPORARY = "busway-postgres";
    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    private enum AtClose {
        KEEP,
        DELETE
    }

    private final PostgresFolder folder;
    private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;
    private final AtClose atClose;
    private boolean closed;

    private EmbeddedPostgres(
            PostgresFolder folder, io.zonky.test.db.postgres.embedded.EmbeddedPostgres server, AtClose atClose) {
        this.folder = folder;
        this.server = server;
        this.atClose = atClose;
    }

    /** Starts an empty server on a free port; closing it deletes its data. Clears away what killed processes left. Blocks. */
    public static EmbeddedPostgres temporary() throws IOException {
        Path home = Files.createTempDirectory(TEMPORARY);
        try (DirectoryStream<Path> others = Files.newDirectoryStream(home.getParent(), TEMPORARY + "*")) {
            for (Path other : others) {
                PostgresFolder.clearOrphan(other);
            }
        }
        return start(home, ANY_PORT, Map.of(), AtClose.DELETE);
    }

    /**
     * Starts a server whose data stays. Blocks.
     *
     * @param home made when it is not there; an orphaned server on it is stopped first
     * @param port {@link #ANY_PORT} for a free one
     * @throws IllegalStateException when another living process uses the folder, or the server does not start: with the end of
     *     its log
     */
    public static EmbeddedPostgres start(Path home, int port) throws IOException {
        return start(home, port, Map.of());
    }

    /** The same with settings of the server that are otherwise as this class says. */
    public static EmbeddedPostgres start(Path home, int port, Map<String, String> settings) throws IOException {
        return start(home, port, settings, AtClose.KEEP);
    }

    private static EmbeddedPostgres start(Path home, int port, Map<String, String> settings, AtClose atClose)
            throws IOException {
        PostgresFolder folder = PostgresFolder.own(home.toAbsolutePath());
        try {
            folder.stopServer();
            EmbeddedPostgres started = new EmbeddedPostgres(folder, launch(folder, port, settings), atClose);
            started.createDatabase(DATABASE);
            LOG.atInfo()
                    .addKeyValue("port", started.port())
                    .addKeyValue("folder", home)
                    .log("postgres started");
            return started;
        } catch (IOException | RuntimeException failed) {
            folder.stopServer();
            folder.close();
            throw failed;
        }
    }

    private static io.zonky.test.db.postgres.embedded.EmbeddedPostgres launch(
            PostgresFolder folder, int port, Map<String, String> settings) throws IOException {
        try {
            var builder = io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                    .setDataDirectory(folder.data())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPort(port)
                    .setPGStartupWait(LONGEST_START)
                    .setOutputRedirector(ProcessBuilder.Redirect.to(folder.log().toFile()))
                    .setErrorRedirector(ProcessBuilder.Redirect.to(folder.log().toFile()))
                    .setServerConfig("listen_addresses", HOST)
                    .setServerConfig("unix_socket_directories", "")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("wal_level", "logical")
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("log_checkpoints", "off");
            settings.forEach(builder::setServerConfig);
            return builder.start();
        } catch (IOException | RuntimeException failed) {
            throw new IllegalStateException(
                    "PostgreSQL did not start on port " + port + ": " + lastLine(folder.log()) + " Mend: see "
                            + folder.log() + ".",
                    failed);
        }
    }

    private static String lastLine(Path log) throws IOException {
        return Files.exists(log)
                ? Files.readAllLines(log).stream().reduce("", (earlier, later) -> later)
                : "it wrote no log.";
    }

    public int port() {
        return server.getPort();
    }

    /** A JDBC URL of {@link #DATABASE}, with its user. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + HOST + ":" + port() + "/" + DATABASE + "?user=" + USER + "&password=" + PASSWORD;
    }

    /** Makes a database, unless it is there. Blocks. */
    public void createDatabase(String name) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                PreparedStatement look = connection.prepareStatement("select from pg_database where datname = ?");
                Statement make = connection.createStatement()) {
            look.setString(1, name);
            if (!look.executeQuery().next()) {
                make.execute("create database \"" + name.replace("\"", "") + "\"");
            }
        } catch (SQLException refused) {
            throw new IllegalStateException(
                    "the database " + name + " cannot be made: " + refused.getMessage(), refused);
        }
    }

    /**
     * SIGKILL to the server and all its processes, as when the machine fails: nothing is flushed, nobody is told. Its data stays
     * for {@link #start}, also a temporary one's. Blocks until all are dead.
     */
    public synchronized void kill() throws IOException {
        closed = true;
        Optional<ProcessHandle> process = folder.server();
        if (process.isPresent()) {
            List<ProcessHandle> all =
                    new ArrayList<>(process.get().descendants().toList());
            all.add(process.get());
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(folder::awaitEnd);
        }
        server.close();
        folder.close();
    }

    /** Cuts off every client and stops the server; deletes the data of a temporary one. Blocks. A second call does nothing. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        Optional<ProcessHandle> process = folder.server();
        server.close();
        // Its own stop gives up after five seconds, and does not wait for the process to end.
        folder.stopServer();
        process.ifPresent(folder::awaitEnd);
        if (atClose == AtClose.DELETE) {
            folder.delete();
        }
        folder.close();
    }
}
