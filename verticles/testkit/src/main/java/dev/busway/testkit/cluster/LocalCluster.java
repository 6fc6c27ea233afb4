package dev.busway.testkit.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import dev.busway.bus.cluster.ClusterOptions;
import dev.busway.bus.cluster.ClusteredVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several clustered {@link Vertx} in this JVM, on loopback and free ports. Blocks; never on an event loop. */
public final class LocalCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);
    private static final int START_SECONDS = 60;
    private static final int LONGEST_DEATH_SECONDS = 3;

    private final String name;
    private final List<Integer> ports;
    private final List<Vertx> nodes = new ArrayList<>();
    private int joined;

    private LocalCluster(String name, List<Integer> ports) {
        this.name = name;
        this.ports = ports;
    }

    /** Starts {@code count} members, one after the other: members that start at once would each begin a cluster. */
    public static LocalCluster start(int count) {
        LocalCluster cluster = room(count);
        for (int i = 0; i < count; i++) {
            cluster.join();
        }
        return cluster;
    }

    /** None yet; {@code most} may {@link #join}. */
    public static LocalCluster room(int most) {
        return new LocalCluster("test-" + UUID.randomUUID(), freePorts(most));
    }

    /** One more member. */
    public Vertx join() {
        List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        ClusterOptions options = new ClusterOptions(name, "127.0.0.1", ports.get(joined++), 0, members);
        Vertx node = await(ClusteredVertx.open(new VertxOptions().setEventLoopPoolSize(2), options));
        nodes.add(node);
        return node;
    }

    /**
     * Parts these from all others: each side drops the other, as when the network between them is cut for longer than a member may be
     * silent. The sides look for each other every few seconds, so they merge by themselves.
     */
    public void split(Vertx... side) {
        Set<Vertx> here = Set.of(side);
        for (Vertx one : nodes) {
            for (Vertx other : nodes) {
                if (here.contains(one) != here.contains(other)) {
                    drop(one, other);
                }
            }
        }
    }

    private static void drop(Vertx from, Vertx whom) {
        ClusterServiceImpl cluster =
                ((HazelcastInstanceProxy) hazelcast(from)).getOriginal().node.getClusterService();
        // As this one knows it: null where it does so no more.
        Member gone =
                cluster.getMember(hazelcast(whom).getCluster().getLocalMember().getUuid());
        if (gone != null) {
            cluster.suspectMember(gone, "the test splits the cluster", true);
        }
    }

    private static HazelcastInstance hazelcast(Vertx node) {
        return ((HazelcastClusterManager) ((VertxInternal) node).clusterManager()).getHazelcastInstance();
    }

    /** Ends a member as kill -9 does for the others: it says goodbye to nobody. */
    public void kill(Vertx node) {
        hazelcast(node).getLifecycleService().terminate();
        nodes.remove(node);
        // Its parts may wait for the cluster, in vain; who is killed is not waited for.
        Future<Void> closed = node.close().otherwiseEmpty();
        try {
            closed.await(LONGEST_DEATH_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException stuck) {
            LOG.atDebug().addKeyValue("seconds", LONGEST_DEATH_SECONDS).log("killed node not closed");
        }
    }

    public Vertx node(int index) {
        return nodes.get(index);
    }

    @Override
    public void close() {
        nodes.forEach(node -> await(node.close().otherwiseEmpty()));
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
