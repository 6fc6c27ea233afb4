package dev.busway.discovery;

import dev.busway.bus.discovery.Registry;
import dev.busway.bus.discovery.RegistryContext;
import dev.busway.config.Section;
import dev.busway.discovery.cluster.ClusterRegistry;
import dev.busway.testkit.cluster.LocalCluster;
import dev.busway.testkit.conformance.RegistryFixture;
import dev.busway.testkit.conformance.RegistrySuite;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The built-in registry on nodes of a real cluster. */
class ClusterRegistryIT extends RegistrySuite {
    private static final int MOST_NODES = 4;

    @Override
    protected RegistryFixture fixture() {
        LocalCluster cluster = LocalCluster.room(MOST_NODES);
        return new RegistryFixture() {
            @Override
            public Node join(String name) {
                return new Member(cluster, cluster.join(), name);
            }

            @Override
            public void close() {
                cluster.close();
            }
        };
    }

    private static final class Member implements RegistryFixture.Node {
        private final LocalCluster cluster;
        private final Vertx vertx;
        private final ClusterRegistry registry = new ClusterRegistry();

        Member(LocalCluster cluster, Vertx vertx, String name) {
            this.cluster = cluster;
            this.vertx = vertx;
            try {
                registry.open(new RegistryContext(vertx, name, new Section("registry", Map.of())))
                        .await(60, TimeUnit.SECONDS);
            } catch (TimeoutException late) {
                throw new AssertionError("not open within 60 s", late);
            }
        }

        @Override
        public Registry registry() {
            return registry;
        }

        @Override
        public void die() {
            cluster.kill(vertx);
        }

        @Override
        public void leave() {
            try {
                registry.close().await(60, TimeUnit.SECONDS);
                vertx.close().await(60, TimeUnit.SECONDS);
            } catch (TimeoutException late) {
                throw new AssertionError("not closed within 60 s", late);
            }
        }
    }
}
