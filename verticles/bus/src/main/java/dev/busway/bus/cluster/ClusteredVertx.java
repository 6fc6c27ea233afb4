package dev.busway.bus.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import java.time.Duration;

/**
 * A {@link Vertx} that is one member of a cluster. Its settings drop a frozen node after 8 s instead of the default's minute
 * and a killed one at once; members are those that are listed, none is looked for, and nothing is sent home.
 */
public final class ClusteredVertx {
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    /** A member that was silent for this long is dropped. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(8);
    /** The next oldest member takes the lead from a frozen one after so long, if not all agree before. */
    private static final Duration LONGEST_CLAIM = Duration.ofSeconds(10);
    /**
     * How long an operation on a map waits for its answer before it looks whether the other still works on it; after twice as long it
     * fails. What was under way to a member that froze would else hang for two minutes, and those who wait for it.
     */
    private static final Duration LONGEST_OPERATION = Duration.ofSeconds(4);
    /** How often the two sides of a split look for each other. */
    private static final Duration MERGE_LOOK = Duration.ofSeconds(5);
    /** How often the event bus looks whether the other end of a connection lives, and how long that may take. */
    private static final Duration CONNECTION_PING = Duration.ofSeconds(5);

    /** What is sent meanwhile waits: a connection that is tried while the network is split must not be waited for when it is whole. */
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(2);

    private ClusteredVertx() {}

    /**
     * Joins the cluster, or begins it where no listed member is there.
     *
     * @param options taken over but for the event bus's, which are set by {@code cluster}
     * @return fails when a port is taken
     */
    public static Future<Vertx> open(VertxOptions options, ClusterOptions cluster) {
        EventBusOptions bus = new EventBusOptions()
                .setHost(cluster.host())
                .setPort(cluster.busPort())
                .setClusterPingInterval(CONNECTION_PING.toMillis())
                .setClusterPingReplyInterval(CONNECTION_PING.toMillis());
        bus.setConnectTimeout((int) LONGEST_CONNECT.toMillis());
        return Vertx.builder()
                .with(new VertxOptions(options).setEventBusOptions(bus))
                .withClusterManager(new SteadyCluster(config(cluster)))
                .buildClustered();
    }

    private static Config config(ClusterOptions cluster) {
        // Vert.x's own file names the maps that it keeps subscriptions in.
        Config config = ConfigUtil.loadConfig();
        config.setClusterName(cluster.name());
        config.setProperty("hazelcast.logging.type", "slf4j")
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                // The node says goodbye itself, after it has drained.
                .setProperty("hazelcast.shutdownhook.enabled", "false")
                .setProperty("hazelcast.heartbeat.interval.seconds", seconds(HEARTBEAT))
                .setProperty("hazelcast.max.no.heartbeat.seconds", seconds(LONGEST_SILENCE))
                .setProperty("hazelcast.mastership.claim.timeout.seconds", seconds(LONGEST_CLAIM))
                .setProperty("hazelcast.operation.call.timeout.millis", Long.toString(LONGEST_OPERATION.toMillis()))
                .setProperty("hazelcast.merge.first.run.delay.seconds", seconds(MERGE_LOOK))
                .setProperty("hazelcast.merge.next.run.delay.seconds", seconds(MERGE_LOOK));
        NetworkConfig network =
                config.getNetworkConfig().setPort(cluster.port()).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface(cluster.host());
        network.getJoin().getMulticastConfig().setEnabled(false);
        network.getJoin().getAutoDetectionConfig().setEnabled(false);
        network.getJoin().getTcpIpConfig().setEnabled(true).addMember(cluster.host() + ":" + cluster.port());
        cluster.members().forEach(network.getJoin().getTcpIpConfig()::addMember);
        return config;
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }
}
