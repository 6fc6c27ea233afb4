package dev.busway.amqp;

import static dev.busway.amqp.Node.await;
import static dev.busway.amqp.Specs.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.Feature;
import dev.busway.contract.ChannelSpec;
import dev.busway.testkit.TestCertificates;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and who is believed. */
class SecurityIT {
    private static GuardedArtemis broker;
    private static TestCertificates certificates;

    @BeforeAll
    static void startBroker(@TempDir Path folder) throws IOException {
        certificates = TestCertificates.in(folder);
        broker = new GuardedArtemis(certificates);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void messages_flow_by_tls_when_the_authority_is_trusted_by_file_or_by_store() {
        flows(Map.of("trust", certificates.authority().toString()));
        flows(Map.of("trust", certificates.store().toString(), "trustPassword", TestCertificates.PASSWORD));
    }

    private static void flows(Map<String, Object> trust) {
        ChannelSpec spec = Specs.orders(1);
        Queue<Integer> handled = new ConcurrentLinkedQueue<>();
        try (Node node = on("127.0.0.1", broker.tlsPort, trust, Map.of("tls", true))) {
            Carrier carrier = node.carrier(spec);
            await(carrier.subscribe(spec.group(), message -> {
                handled.add(message.json().getInteger("n"));
                return Future.succeededFuture(Outcome.delivered());
            }));

            assertThat(await(carrier.send(message("k", 1)))).isEqualTo(Outcome.delivered());

            await().atMost(Duration.ofSeconds(30)).until(() -> handled.contains(1));
        }
    }

    @Test
    void a_certificate_that_nobody_trusts_stops_the_start_with_a_mend() {
        assertThatThrownBy(() -> on("127.0.0.1", broker.tlsPort, Map.of(), Map.of("tls", true)))
                .rootCause()
                .hasMessageContaining("its certificate is not trusted")
                .hasMessageContaining("amqp.trust");
    }

    @Test
    void a_certificate_of_another_name_stops_the_start_with_a_mend() {
        Map<String, Object> trust = Map.of("trust", certificates.authority().toString());

        assertThatThrownBy(() -> on("localhost", broker.tlsPort, trust, Map.of("tls", true)))
                .rootCause()
                .hasMessageContaining("its certificate is not for the host name");
    }

    @Test
    void a_port_with_no_tls_stops_the_start_with_a_mend() {
        assertThatThrownBy(() -> on("127.0.0.1", broker.port, Map.of(), Map.of("tls", true, "connectTimeout", "3s")))
                .rootCause()
                .hasMessageContaining("The AMQP broker at 127.0.0.1:" + broker.port + " cannot be reached")
                .hasMessageContaining("Mend:");
    }

    @Test
    void a_wrong_password_stops_the_start_with_a_mend() {
        assertThatThrownBy(() -> on("127.0.0.1", broker.port, Map.of(), Map.of("user", "boss", "password", "secret")))
                .rootCause()
                .hasMessageContaining("it refuses the user or the password")
                .hasMessageContaining("amqp.user")
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_user_who_may_make_nothing_is_told_what_to_mend() {
        Map<String, Object> clerk = Map.of("user", "clerk", "password", "clerk", "connectTimeout", "3s");

        assertThatThrownBy(() -> {
                    try (Node node = on("127.0.0.1", broker.port, Map.of(), clerk)) {
                        node.carrier(Specs.orders(1));
                    }
                })
                .rootCause()
                .hasMessageContaining("Mend:")
                .hasMessageContaining("amqp.user");
    }

    @Test
    void with_no_management_sequences_are_not_parked_and_a_channel_that_wants_it_is_refused_with_a_mend() {
        ChannelSpec spec = Specs.orders(1);
        try (Node node = on("127.0.0.1", broker.port, Map.of(), Map.of("createQueues", false))) {
            assertThat(node.transport.features().has(Feature.PARKING)).isFalse();
            assertThat(node.transport.features().has(Feature.ORDERED)).isTrue();

            assertThatThrownBy(() -> node.carrier(Specs.keyed(spec)))
                    .rootCause()
                    .hasMessageContaining("parks a key's sequence")
                    .hasMessageContaining("x-busway.retry.park: message");
        }
    }

    private static Node on(String host, int port, Map<String, Object> trust, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(Map.of("user", "boss", "password", "boss"));
        settings.putAll(trust);
        settings.putAll(more);
        return Node.on("amqp://" + host + ":" + port, settings);
    }
}
