package dev.busway.discovery;

import dev.busway.bus.discovery.Registry;
import dev.busway.bus.discovery.RegistryContext;
import dev.busway.config.Section;
import dev.busway.testkit.conformance.RegistryFixture;
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
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Nodes of a registry that is a server: each has a way of its own to it, behind one that is common to all; both can be cut. */
final class ProxiedNodes implements RegistryFixture {
    private final Supplier<Registry> registry;
    private final IntFunction<Map<String, Object>> section;
    private final AutoCloseable server;
    private final FaultProxy door;
    private final List<Member> members = new ArrayList<>();

    /**
     * @param section the settings of a node that reaches the server at this port
     * @param server is closed with this
     */
    ProxiedNodes(
            int port, Supplier<Registry> registry, IntFunction<Map<String, Object>> section, AutoCloseable server) {
        this.registry = registry;
        this.section = section;
        this.server = server;
        this.door = proxy(port);
    }

    @Override
    public Node join(String name) {
        Member member = new Member(name, registry.get(), proxy(door.port()));
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
        door.heal();
        members.forEach(Member::leave);
        close(door);
        close(server);
    }

    private static FaultProxy proxy(int port) {
        try {
            return FaultProxy.to("127.0.0.1", port);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception broken) {
            throw new AssertionError("not closed", broken);
        }
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("not within 60 s", late);
        }
    }

    private final class Member implements RegistryFixture.Node {
        private final Vertx vertx = Vertx.vertx();
        private final Registry registry;
        private final FaultProxy own;

        Member(String name, Registry registry, FaultProxy own) {
            this.registry = registry;
            this.own = own;
            await(registry.open(new RegistryContext(vertx, name, new Section("registry", section.apply(own.port())))));
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
            ProxiedNodes.close(own);
        }
    }
}
