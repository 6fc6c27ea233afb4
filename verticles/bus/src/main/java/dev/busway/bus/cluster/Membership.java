package dev.busway.bus.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is in the cluster, as this node sees it now: asks nobody. Safe on any thread. */
public final class Membership {
    private static final String ALONE = "alone";

    private final @Nullable ClusterManager cluster;

    private Membership(@Nullable ClusterManager cluster) {
        this.cluster = cluster;
    }

    public static Membership of(Vertx vertx) {
        return new Membership(((VertxInternal) vertx).clusterManager());
    }

    /** This node: another one after each start, the same when sides of a split merge. */
    public String self() {
        return cluster == null ? ALONE : cluster.getNodeId();
    }

    /** All nodes, this one with them unless it is leaving. A frozen node is one for 8 s, a killed one for about one. */
    public Set<String> members() {
        return cluster == null ? Set.of(ALONE) : Set.copyOf(cluster.getNodes());
    }

    /**
     * The nodes whose event-bus addresses the cluster knows: the members, when nothing was lost or left behind. Reads all registrations,
     * so it is for tests and operators. Empty for a cluster that {@link ClusteredVertx} did not open.
     */
    public Future<Set<String>> registrations() {
        return cluster instanceof SteadyCluster steady ? steady.registered() : Future.succeededFuture(Set.of());
    }

    /**
     * Tells of each change at once, on a thread that must not wait. Nothing is told by a cluster that {@link ClusteredVertx} did not
     * open.
     */
    public void onChange(Runnable watcher) {
        if (cluster instanceof SteadyCluster steady) {
            steady.onChange(watcher);
        }
    }
}
