package dev.busway.bench.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes of one cluster with the example system, and their servers. Blocks. Closing leaves nothing behind; so does the
 * end of this JVM, at whatever moment Ctrl-C comes.
 */
public final class Fleet implements AutoCloseable {
    private final NodeFiles files;
    private final HttpClient client;
    private final List<NodeProcess> nodes = new CopyOnWriteArrayList<>();
    private @Nullable Servers servers;
    private boolean closed;

    private Fleet(NodeFiles files, HttpClient client) {
        this.files = files;
        this.client = client;
    }

    /**
     * Starts the servers and so many nodes; returns when every node is ready.
     *
     * @param logs folder that keeps the nodes' logs; else they are deleted with everything
     */
    public static Fleet start(int count, Optional<Path> logs, HttpClient client)
            throws IOException, InterruptedException {
        Fleet fleet = new Fleet(NodeFiles.make(logs), client);
        Runtime.getRuntime().addShutdownHook(new Thread(fleet::close, "close fleet"));
        try {
            fleet.launch(count);
            for (NodeProcess node : fleet.nodes) {
                node.awaitReady(client);
            }
            return fleet;
        } catch (IOException | RuntimeException | InterruptedException failed) {
            fleet.close();
            throw failed;
        }
    }

    /** Holds the lock: who closes meanwhile waits, and then finds all that was started. */
    private synchronized void launch(int count) throws IOException {
        if (closed) {
            return;
        }
        Servers started = Servers.start();
        servers = started;
        List<Integer> doors = Ports.free(2 * count);
        List<Integer> members = doors.subList(count, 2 * count);
        for (int i = 0; i < count; i++) {
            String name = "node-" + (i + 1);
            NodeSettings settings = new NodeSettings(name, doors.get(i), members.get(i), members);
            URI url = URI.create("http://" + NodeFiles.HOST + ":" + doors.get(i));
            nodes.add(NodeProcess.launch(name, url, settings.environment(started), files));
        }
    }

    public synchronized Servers servers() {
        return Objects.requireNonNull(servers, "the fleet is not started");
    }

    /** Where the nodes take calls. */
    public List<URI> urls() {
        return nodes.stream().map(NodeProcess::url).toList();
    }

    /** Kills a node with SIGKILL; its name. */
    public String kill(int index) throws InterruptedException {
        nodes.get(index).kill();
        return nodes.get(index).name();
    }

    /** Starts a killed node again, as it was; returns when it is ready. */
    public void restart(int index) throws IOException, InterruptedException {
        NodeProcess node = nodes.get(index);
        synchronized (this) {
            if (closed) {
                return;
            }
            node.relaunch();
        }
        node.awaitReady(client);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        nodes.parallelStream().forEach(NodeProcess::stop);
        try {
            if (servers != null) {
                servers.close();
            }
            files.delete();
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }
}
