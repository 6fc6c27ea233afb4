package dev.busway.testkit.cluster;

import dev.busway.bus.cluster.ClusterOptions;
import dev.busway.bus.cluster.ClusteredVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Several clustered {@link Vertx} in this JVM, on loopback and free ports. Blocks; never on an event loop. */
public final class LocalCluster implements AutoCloseable {
    private static final int START_SECONDS = 60;

    private final List<Vertx> nodes;

    private LocalCluster(List<Vertx> nodes) {
        this.nodes = nodes;
    }

    /** Starts {@code count} members, one after the other: members that start at once would each begin a cluster. */
    public static LocalCluster start(int count) {
        List<String> members = new ArrayList<>();
        List<Integer> ports = freePorts(count);
        ports.forEach(port -> members.add("127.0.0.1:" + port));
        String name = "test-" + UUID.randomUUID();
        List<Vertx> nodes = new ArrayList<>();
        for (int port : ports) {
            ClusterOptions options = new ClusterOptions(name, "127.0.0.1", port, 0, members);
            nodes.add(await(ClusteredVertx.open(new VertxOptions().setEventLoopPoolSize(2), options)));
        }
        return new LocalCluster(nodes);
    }

    public Vertx node(int index) {
        return nodes.get(index);
    }

    @Override
    public void close() {
        nodes.forEach(node -> await(node.close()));
    }

    private static List<Integer> freePorts(int count) {
        List<ServerSocket> probes = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                probes.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports =
                    probes.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket probe : probes) {
                probe.close();
            }
            return ports;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(START_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException("not within " + START_SECONDS + " s", late);
        }
    }
}
