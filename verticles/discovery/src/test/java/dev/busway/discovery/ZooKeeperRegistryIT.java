package dev.busway.discovery;

import dev.busway.bus.discovery.Registry;
import dev.busway.bus.discovery.RegistryContext;
import dev.busway.config.Section;
import dev.busway.discovery.zookeeper.ZooKeeperRegistry;
import dev.busway.testkit.conformance.RegistryFixture;
import dev.busway.testkit.conformance.RegistrySuite;
import dev.busway.testkit.embedded.FaultProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;

/** The registry on a real ZooKeeper, in process. */
class ZooKeeperRegistryIT extends RegistrySuite {
    @Override
    protected RegistryFixture fixture() {
        return new Ensemble();
    }

    private static final class Ensemble implements RegistryFixture {
        private final TestingServer server;
        private final FaultProxy door;
        private final List<Member> members = new ArrayList<>();

        Ensemble() {
            try {
                // Loopback, a free port, and ticks that allow short sessions.
                InstanceSpec spec = new InstanceSpec(null, -1, -1, -1, true, -1, 500, -1, Map.of(), "127.0.0.1");
                server = new TestingServer(spec, true);
                door = FaultProxy.to("127.0.0.1", server.getPort());
            } catch (Exception broken) {
                throw new AssertionError("no ZooKeeper", broken);
            }
        }

        @Override
        public Node join(String name) {
            Member member = new Member(name, door.port());
            members.add(member);
            return member;
        }

        @Override
        public Optional<Outage> outage() {
            return Optional.of(new Outage() {
                @Override
                public void begin() {
                    door.cut();
                }

                @Override
                public void end() {
                    door.heal();
                }
            });
        }

        @Override
        public void close() {
            try {
                door.heal();
                members.forEach(Member::leave);
                door.close();
                server.close();
            } catch (Exception broken) {
                throw new AssertionError("not closed", broken);
            }
        }
    }

    /** Each node has a way of its own to the server, behind the one that is common to all. */
    private static final class Member implements RegistryFixture.Node {
        private final Vertx vertx = Vertx.vertx();
        private final ZooKeeperRegistry registry = new ZooKeeperRegistry();
        private final FaultProxy own;

        Member(String name, int door) {
            try {
                own = FaultProxy.to("127.0.0.1", door);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
            Map<String, Object> section = Map.of("connect", "127.0.0.1:" + own.port(), "session", "5s");
            await(registry.open(new RegistryContext(vertx, name, new Section("registry", section))));
        }

        @Override
        public Registry registry() {
            return registry;
        }

        @Override
        public void die() {
            own.cut();
        }

        @Override
        public void leave() {
            await(registry.close());
            await(vertx.close());
            try {
                own.close();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        private static <T> T await(Future<T> future) {
            try {
                return future.await(60, TimeUnit.SECONDS);
            } catch (TimeoutException late) {
                throw new AssertionError("not within 60 s", late);
            }
        }
    }
}
