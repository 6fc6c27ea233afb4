package dev.busway.bench.chaos.cluster;

import dev.busway.bench.fleet.NodeFiles;
import dev.busway.bench.fleet.NodeProcess;
import dev.busway.bench.fleet.NodeSettings;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** The nodes of a run, each a process on its own ground. Blocks. Closing, or the end of this JVM, leaves nothing behind. */
final class Field implements AutoCloseable {
    private static final String CONFIGURATION = """
            node: { name: %s, contracts: contracts, drain: 10s }
            http: { host: %s, port: %d }
            cluster: { enabled: true, name: %s, host: %s, port: %d, members: %s }
            verticles:
              - class: dev.busway.bench.chaos.cluster.CellVerticle
                config: { index: %d, book: %s }
            """;

    private final Ground ground;
    private final NodeFiles files;
    private final HttpClient client;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private boolean closed;

    private Field(Ground ground, NodeFiles files, HttpClient client) {
        this.ground = ground;
        this.files = files;
        this.client = client;
    }

    /** Starts every node; returns when each is ready. */
    static Field start(Ground ground, Optional<Path> logs, HttpClient client) throws IOException, InterruptedException {
        Field field = new Field(ground, NodeFiles.make(logs), client);
        Runtime.getRuntime().addShutdownHook(new Thread(field::close, "close field"));
        boolean started = false;
        try {
            field.launch();
            started = true;
            return field;
        } finally {
            if (!started) {
                field.close();
            }
        }
    }

    private void launch() throws IOException, InterruptedException {
        Path contracts = Files.createDirectories(files.work().resolve("contracts"));
        try (InputStream cells = Objects.requireNonNull(Field.class.getResourceAsStream("/chaos/cells.yaml"))) {
            Files.copy(cells, contracts.resolve("cells.yaml"));
        }
        for (int node = 0; node < Cells.NODES; node++) {
            launch(node);
        }
        for (NodeProcess node : nodes) {
            node.awaitReady(client);
        }
    }

    private synchronized void launch(int node) throws IOException {
        if (closed) {
            return;
        }
        String name = Cells.node(node);
        Path configuration = files.work().resolve(name + ".yaml");
        Files.writeString(configuration, configuration(node));
        NodeFiles own = files.with(configuration, List.of(classes())).within(ground.within(node));
        URI url = URI.create("http://" + ground.host(node) + ":" + ground.port(node, Ground.Use.DOOR));
        nodes.add(NodeProcess.launch(name, url, NodeSettings.NONE, own));
    }

    private String configuration(int node) {
        JsonArray members = new JsonArray();
        for (int other = 0; other < Cells.NODES; other++) {
            members.add(ground.host(other) + ":" + ground.port(other, Ground.Use.MEMBERS));
        }
        String host = ground.host(node);
        return CONFIGURATION.formatted(
                Cells.node(node),
                host,
                ground.port(node, Ground.Use.DOOR),
                files.work().getFileName(),
                host,
                ground.port(node, Ground.Use.MEMBERS),
                members.encode(),
                node,
                book(node));
    }

    /** The folder of the classes of this program: the nodes run its verticle. */
    private static Path classes() {
        return Path.of(
                Field.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private Path book(int node) {
        return files.work().resolve(Cells.node(node) + ".book");
    }

    /** What a node has taken, in all its lives. */
    List<String> taken(int node) throws IOException {
        return Files.exists(book(node)) ? Files.readAllLines(book(node)) : List.of();
    }

    URI url(int node) {
        return nodes.get(node).url();
    }

    HttpClient client() {
        return client;
    }

    Ground ground() {
        return ground;
    }

    /** SIGKILL. */
    void kill(int node) throws InterruptedException {
        nodes.get(node).kill();
    }

    /** SIGTERM; whether it ended by itself, with everything finished. */
    boolean drain(int node) throws InterruptedException {
        return nodes.get(node).drain();
    }

    /** SIGSTOP. */
    void freeze(int node) throws IOException, InterruptedException {
        nodes.get(node).freeze();
    }

    /** SIGCONT. */
    void thaw(int node) throws IOException, InterruptedException {
        nodes.get(node).thaw();
    }

    /** Starts a killed node again; returns when it says that it is ready. */
    void restart(int node) throws IOException, InterruptedException {
        synchronized (this) {
            if (closed) {
                return;
            }
            nodes.get(node).relaunch();
        }
        nodes.get(node).awaitReady(client);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        // Nobody needs their goodbyes, and a frozen one says none.
        IntStream.range(0, nodes.size()).parallel().forEach(this::end);
        try {
            ground.close();
            files.delete();
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }

    private void end(int node) {
        try {
            nodes.get(node).kill();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
