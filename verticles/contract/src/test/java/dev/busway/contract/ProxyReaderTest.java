package dev.busway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyReaderTest {
    private static final String ROUTED = Documents.HEAD + """
            channels:
              orders: { address: orders }
            operations:
              createOrder:
                action: receive
                channel: { $ref: '#/channels/orders' }
                x-busway: { http: { path: /orders } }
            x-busway:
              proxy:
            """;

    private final Path folder;

    ProxyReaderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void every_setting_of_a_route_is_read() {
        assertThat(routes("""
                - path: /payments/*
                  service: payments
                  strip: true
                  policy: consistent-hash
                  hashBy: X-User
                  timeout: 5s
                  idle: 10s
                  retries: 1
                  hedgeAfter: 100ms
                  bodyLimit: 1000
                  maxInFlight: 7
            """))
                .containsExactly(new ProxyRoute(
                        "/payments/*",
                        "payments",
                        true,
                        ProxyRoute.Policy.CONSISTENT_HASH,
                        Optional.of("X-User"),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        1,
                        Optional.of(Duration.ofMillis(100)),
                        1_000,
                        7));
    }

    @Test
    void path_and_service_are_enough() {
        ProxyRoute route =
                routes("    - { path: /payments, service: payments }\n").get(0);

        assertThat(route.strip()).isFalse();
        assertThat(route.below()).isFalse();
        assertThat(route.policy()).isEqualTo(ProxyRoute.Policy.POWER_OF_TWO);
        assertThat(route.timeout()).isEqualTo(ProxyRoute.DEFAULT_TIMEOUT);
        assertThat(route.hedgeAfter()).isEmpty();
    }

    @Test
    void a_star_alone_is_everything_that_nobody_else_has() {
        ProxyRoute route = routes("    - { path: /*, service: web }\n").get(0);

        assertThat(route.below()).isTrue();
        assertThat(route.prefix()).isEmpty();
    }

    @Test
    void a_path_of_the_node_itself_is_refused_with_its_line() {
        ContractFault fault = fault("    - service: payments\n      path: /admin/*\n");

        assertThat(fault.line()).isEqualTo(13);
        assertThat(fault.pointer()).isEqualTo("/x-busway/proxy/0/path");
        assertThat(fault.cause()).isEqualTo("/admin/* lies under a route of the node's own.");
    }

    @Test
    void an_operations_own_path_is_refused_and_one_below_a_star_is_not() {
        assertThat(fault("    - { path: /orders, service: old }\n").cause())
                .isEqualTo("The operation createOrder has the path /orders already.");
        assertThat(routes("    - { path: /orders/*, service: old }\n")).hasSize(1);
    }

    @Test
    void two_routes_of_one_path_are_refused() {
        ContractFault fault = fault("    - { path: /a/*, service: b }\n    - { path: /a/*, service: c }\n");

        assertThat(fault.pointer()).isEqualTo("/x-busway/proxy/1/path");
    }

    @Test
    void an_unknown_policy_is_told_with_those_that_there_are() {
        assertThat(fault("    - { path: /a, service: b, policy: random }\n").cause())
                .isEqualTo("x-busway.proxy.0.policy must be round-robin or least-requests or power-of-two or"
                        + " consistent-hash, was random.");
    }

    @Test
    void what_cannot_be_meant_is_refused() {
        assertThat(fault("    - { path: 'a/*', service: b }\n").pointer()).endsWith("/path");
        assertThat(fault("    - { path: '/a/*/b', service: b }\n").pointer()).endsWith("/path");
        assertThat(fault("    - { path: '/a/../b', service: b }\n").pointer()).endsWith("/path");
        assertThat(fault("    - { service: b }\n").mend()).contains("/payments/*");
        assertThat(fault("    - { path: /a }\n").cause()).isEqualTo("x-busway.proxy.0 has no service.");
        assertThat(fault("    - { path: /a, service: b, hashBy: X-User }\n").pointer())
                .endsWith("/hashBy");
        assertThat(fault("    - { path: /a, service: b, strip: maybe }\n").pointer())
                .endsWith("/strip");
        assertThat(fault("    - { path: /a, service: b, timeout: 1s, hedgeAfter: 1s }\n")
                        .pointer())
                .endsWith("/hedgeAfter");
        assertThat(fault("    - { path: /a, service: b, retrys: 1 }\n").mend()).isEqualTo("Did you mean retries?");
        assertThat(fault("    path: /a\n").cause()).isEqualTo("x-busway.proxy must be a list, was object.");
    }

    private List<ProxyRoute> routes(String proxy) {
        return Documents.read(folder, ROUTED + proxy).proxies();
    }

    private ContractFault fault(String proxy) {
        return Documents.fault(folder, ROUTED + proxy);
    }
}
