package dev.busway.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.discovery.Health;
import dev.busway.bus.discovery.Registry;
import dev.busway.bus.discovery.RegistryContext;
import dev.busway.bus.discovery.ServiceInstance;
import dev.busway.config.Section;
import dev.busway.discovery.consul.ConsulRegistry;
import dev.busway.testkit.Patience;
import dev.busway.testkit.conformance.RegistryFixture;
import dev.busway.testkit.conformance.RegistrySuite;
import dev.busway.testkit.embedded.FaultProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The registry of a Consul agent, which is a fake: no real one can be had from the registries that the build reaches. */
class ConsulRegistryIT extends RegistrySuite {
    @Override
    protected RegistryFixture fixture() {
        return new FakeDatacenter();
    }

    @Test
    void a_service_that_is_none_of_ours_is_in_the_view() throws Exception {
        try (FakeDatacenter datacenter = new FakeDatacenter()) {
            RegistryFixture.Node node = datacenter.join("one");
            HttpRequest payments = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + datacenter.consul.port() + "/v1/agent/service/register"))
                    .PUT(HttpRequest.BodyPublishers.ofString(
                            "{\"Name\":\"payments\",\"ID\":\"p1\",\"Address\":\"10.0.0.9\",\"Port\":9000,"
                                    + "\"Check\":{\"Status\":\"passing\"}}"))
                    .build();
            HttpClient.newHttpClient().send(payments, HttpResponse.BodyHandlers.discarding());

            Patience.await()
                    .untilAsserted(() -> assertThat(node.registry().view().of("payments"))
                            .singleElement()
                            .satisfies(one -> {
                                assertThat(one.node()).isEqualTo("10.0.0.9:9000");
                                assertThat(one.doors()).containsEntry("http", "http://10.0.0.9:9000");
                                assertThat(one.health()).isEqualTo(Health.PASSING);
                            }));
        }
    }

    @Test
    void a_contract_of_hundreds_of_channels_fits_into_short_metadata() throws Exception {
        List<String> channels = IntStream.range(0, 700)
                .mapToObj(i -> "a.rather.long.channel." + i)
                .toList();
        ServiceInstance large = new ServiceInstance(
                "orders",
                "one",
                1,
                "1.0.0",
                Health.PASSING,
                Map.of("http", "http://127.0.0.1:80"),
                channels,
                List.of());
        try (FakeDatacenter datacenter = new FakeDatacenter()) {
            RegistryFixture.Node node = datacenter.join("one");
            Member.await(node.registry().register(large));

            Patience.await()
                    .untilAsserted(
                            () -> assertThat(node.registry().view().instances()).containsExactly(large));
        }
    }

    private static final class FakeDatacenter implements RegistryFixture {
        private final FakeConsul consul = new FakeConsul();
        private final FaultProxy door = proxy(consul.port());
        private final List<Member> members = new ArrayList<>();

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
            door.heal();
            members.forEach(Member::leave);
            close(door);
            consul.close();
        }

        private static void close(FaultProxy proxy) {
            try {
                proxy.close();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    private static FaultProxy proxy(int port) {
        try {
            return FaultProxy.to("127.0.0.1", port);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Each node has a way of its own to the agent, behind the one that is common to all. */
    private static final class Member implements RegistryFixture.Node {
        private final Vertx vertx = Vertx.vertx();
        private final ConsulRegistry registry = new ConsulRegistry();
        private final FaultProxy own;

        Member(String name, int door) {
            own = proxy(door);
            Map<String, Object> section = Map.of("url", "http://127.0.0.1:" + own.port(), "ttl", "6s");
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
            FakeDatacenter.close(own);
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
