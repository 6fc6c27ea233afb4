package dev.busway.bench.chaos;

import dev.busway.bench.fleet.NodeFiles;
import dev.busway.bench.fleet.NodeProcess;
import dev.busway.bench.fleet.NodeSettings;
import dev.busway.bench.fleet.Ports;
import dev.busway.testkit.embedded.ChildKafka;
import dev.busway.testkit.embedded.EmbeddedPostgres;
import dev.busway.testkit.embedded.FaultProxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Real nodes, a real Kafka and a real PostgreSQL, each a process, and a proxy on the way of each node to each server. Blocks.
 * Closing, or the end of this JVM, leaves nothing behind.
 */
final class Arena implements AutoCloseable {
    static final int NODES = 2;
    private static final String HOST = "127.0.0.1";
    private static final String CONFIGURATION = """
            node: { contracts: contracts, drain: 10s }
            http: { host: 127.0.0.1 }
            kafka: { bootstrap: overridden, session: 6s }
            postgres: { host: 127.0.0.1 }
            cluster: { enabled: true }
            verticles:
              - class: dev.busway.bench.chaos.LedgerVerticle
                instances: 2
                config: { host: 127.0.0.1 }
            """;

    private final NodeFiles files;
    private final HttpClient client;
    private final List<Way> ways = new ArrayList<>();
    private final List<NodeProcess> nodes = new ArrayList<>();
    private @Nullable ChildKafka kafka;
    private @Nullable EmbeddedPostgres postgres;
    private int postgresPort;
    private boolean closed;

    /** One node's ways out. */
    record Way(FaultProxy kafka, FaultProxy postgres) {}

    private Arena(NodeFiles files, HttpClient client) {
        this.files = files;
        this.client = client;
    }

    /** Starts everything; returns when every node is ready. */
    static Arena start(Optional<Path> logs, HttpClient client) throws IOException, InterruptedException, SQLException {
        Arena arena = new Arena(NodeFiles.make(logs), client);
        Runtime.getRuntime().addShutdownHook(new Thread(arena::close, "close arena"));
        boolean started = false;
        try {
            arena.startServers();
            arena.startNodes();
            started = true;
            return arena;
        } finally {
            if (!started) {
                arena.close();
            }
        }
    }

    private synchronized void startServers() throws IOException, SQLException {
        EmbeddedPostgres database = EmbeddedPostgres.start(files.work().resolve("postgres"), EmbeddedPostgres.ANY_PORT);
        postgres = database;
        postgresPort = database.port();
        List<ChildKafka.Door> doors = new ArrayList<>();
        for (int port : Ports.free(NODES)) {
            FaultProxy toKafka = FaultProxy.to(HOST, port);
            ways.add(new Way(toKafka, FaultProxy.to(HOST, postgresPort)));
            doors.add(new ChildKafka.Door(port, toKafka.port()));
        }
        kafka = ChildKafka.start(files.work().resolve("kafka"), doors);
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("create table chaos_effects (seq bigserial, account text, turn int)");
            statement.execute("create table chaos_copies (seq bigserial, account text, turn int)");
        }
    }

    private void startNodes() throws IOException, InterruptedException {
        Path configuration = files.work().resolve("busway.yaml");
        Files.writeString(configuration, CONFIGURATION);
        Path contracts = Files.createDirectories(files.work().resolve("contracts"));
        try (InputStream ledger = Objects.requireNonNull(Arena.class.getResourceAsStream("/chaos/ledger.yaml"))) {
            Files.copy(ledger, contracts.resolve("ledger.yaml"));
        }
        NodeFiles own = files.with(configuration, List.of(classes()));
        List<Integer> ports = Ports.free(2 * NODES);
        List<Integer> members = ports.subList(NODES, 2 * NODES);
        for (int i = 0; i < NODES; i++) {
            String name = "node-" + (i + 1);
            NodeSettings settings = new NodeSettings(name, ports.get(i), members.get(i), members);
            Way way = ways.get(i);
            synchronized (this) {
                nodes.add(NodeProcess.launch(
                        name,
                        URI.create("http://" + HOST + ":" + ports.get(i)),
                        settings.environment(
                                HOST + ":" + way.kafka().port(), way.postgres().port()),
                        own));
            }
        }
        for (NodeProcess node : nodes) {
            node.awaitReady(client);
        }
    }

    /** The folder of the classes of this program: the nodes run its verticle. */
    private static Path classes() {
        return Path.of(
                Arena.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    List<URI> urls() {
        return nodes.stream().map(NodeProcess::url).toList();
    }

    NodeProcess node(int index) {
        return nodes.get(index);
    }

    Way way(int index) {
        return ways.get(index);
    }

    List<Way> ways() {
        return ways;
    }

    HttpClient client() {
        return client;
    }

    synchronized ChildKafka kafka() {
        return Objects.requireNonNull(kafka, "not started");
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + HOST + ":" + postgresPort + "/" + EmbeddedPostgres.DATABASE + "?user="
                + EmbeddedPostgres.USER + "&password=" + EmbeddedPostgres.PASSWORD;
    }

    synchronized void killDatabase() throws IOException {
        if (postgres != null) {
            postgres.kill();
        }
    }

    synchronized void restartDatabase() throws IOException {
        if (!closed) {
            postgres = EmbeddedPostgres.start(files.work().resolve("postgres"), postgresPort);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        nodes.parallelStream().forEach(NodeProcess::stop);
        try {
            for (Way way : ways) {
                way.kafka().close();
                way.postgres().close();
            }
            if (kafka != null) {
                kafka.close();
            }
            if (postgres != null) {
                postgres.close();
            }
            files.delete();
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }
}
