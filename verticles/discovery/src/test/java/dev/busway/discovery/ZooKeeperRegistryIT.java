package dev.busway.discovery;

import dev.busway.discovery.zookeeper.ZooKeeperRegistry;
import dev.busway.testkit.conformance.RegistryFixture;
import dev.busway.testkit.conformance.RegistrySuite;
import java.util.Map;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;

/** The registry on a real ZooKeeper, in process. */
class ZooKeeperRegistryIT extends RegistrySuite {
    @Override
    protected RegistryFixture fixture() {
        TestingServer server = server();
        return new ProxiedNodes(
                server.getPort(),
                ZooKeeperRegistry::new,
                port -> Map.of("connect", "127.0.0.1:" + port, "session", "5s"),
                server);
    }

    private static TestingServer server() {
        try {
            // Loopback, a free port, and ticks that allow short sessions.
            InstanceSpec spec = new InstanceSpec(null, -1, -1, -1, true, -1, 500, -1, Map.of(), "127.0.0.1");
            return new TestingServer(spec, true);
        } catch (Exception broken) {
            throw new AssertionError("no ZooKeeper", broken);
        }
    }
}
