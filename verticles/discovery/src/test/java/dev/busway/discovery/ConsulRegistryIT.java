package dev.busway.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.discovery.Health;
import dev.busway.bus.discovery.ServiceInstance;
import dev.busway.discovery.consul.ConsulRegistry;
import dev.busway.testkit.Patience;
import dev.busway.testkit.conformance.RegistryFixture;
import dev.busway.testkit.conformance.RegistrySuite;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The registry of a Consul agent, which is a fake: no real one can be had from the registries that the build reaches. */
class ConsulRegistryIT extends RegistrySuite {
    @Override
    protected RegistryFixture fixture() {
        return nodes(new FakeConsul());
    }

    private static RegistryFixture nodes(FakeConsul consul) {
        return new ProxiedNodes(
                consul.port(),
                ConsulRegistry::new,
                port -> Map.of("url", "http://127.0.0.1:" + port, "ttl", "6s"),
                consul);
    }

    @Test
    void a_service_that_is_none_of_ours_is_in_the_view() throws Exception {
        FakeConsul consul = new FakeConsul();
        try (RegistryFixture nodes = nodes(consul)) {
            RegistryFixture.Node node = nodes.join("one");
            HttpRequest payments = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + consul.port() + "/v1/agent/service/register"))
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
    void a_contract_of_hundreds_of_channels_fits_into_short_metadata() {
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
        try (RegistryFixture nodes = nodes(new FakeConsul())) {
            RegistryFixture.Node node = nodes.join("one");
            ProxiedNodes.await(node.registry().register(large));

            Patience.await()
                    .untilAsserted(
                            () -> assertThat(node.registry().view().instances()).containsExactly(large));
        }
    }
}
