package dev.busway.rabbitmq;

import static dev.busway.rabbitmq.Node.await;
import static dev.busway.rabbitmq.Node.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.Carrier;
import dev.busway.contract.ChannelSpec;
import dev.busway.testkit.TestCertificates;
import dev.busway.testkit.embedded.RabbitServer;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and who is believed. */
class SecurityIT {
    private static RabbitServer broker;
    private static TestCertificates certificates;
    private static int tlsPort;

    @BeforeAll
    static void startBroker(@TempDir Path folder) throws IOException {
        TestBroker.needsServer();
        certificates = TestCertificates.in(folder);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            tlsPort = free.getLocalPort();
        }
        Path home = Files.createDirectories(folder.resolve("rabbit"));
        Path users = home.resolve("users.json");
        Files.writeString(users, """
                {"users": [
                   {"name": "guest", "password": "guest", "tags": ["administrator"]},
                   {"name": "weak", "password": "weak", "tags": []}],
                 "vhosts": [{"name": "/"}, {"name": "closed"}],
                 "permissions": [
                   {"user": "guest", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"},
                   {"user": "weak", "vhost": "/", "configure": "busway-looks$", "write": ".*", "read": ".*"}]}
                """);
        Files.writeString(home.resolve("rabbitmq.conf"), """
                listeners.ssl.1 = 127.0.0.1:%d
                ssl_options.cacertfile = %s
                ssl_options.certfile = %s
                ssl_options.keyfile = %s
                ssl_options.verify = verify_none
                ssl_options.fail_if_no_peer_cert = false
                load_definitions = %s
                """.formatted(
                        tlsPort, certificates.authority(), certificates.certificate(), certificates.key(), users));
        broker = RabbitServer.start(home);
        // Listeners come up one after the other.
        await().atMost(Duration.ofSeconds(60)).until(() -> listens(tlsPort));
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void messages_flow_by_tls_when_the_authority_is_trusted_by_file_or_by_store() {
        flows(Map.of("trust", certificates.authority().toString()));
        flows(Map.of("trust", certificates.store().toString(), "trustPassword", TestCertificates.PASSWORD));
    }

    private static void flows(Map<String, Object> trust) {
        ChannelSpec spec = Node.orders().build();
        Queue<Integer> handled = new ConcurrentLinkedQueue<>();
        try (Node node = Node.on("amqps://guest:guest@127.0.0.1:" + tlsPort, trust)) {
            Carrier carrier = node.carrier(spec);
            await(carrier.subscribe(spec.group(), message -> {
                handled.add(Node.number(message));
                return Future.succeededFuture(Outcome.delivered());
            }));

            assertThat(await(carrier.send(message("k", 1)))).isEqualTo(Outcome.delivered());

            await().atMost(Duration.ofSeconds(30)).until(() -> handled.contains(1));
        }
    }

    @Test
    void a_certificate_that_nobody_trusts_stops_the_start_with_a_mend() {
        assertThatThrownBy(() -> Node.on("amqps://guest:guest@127.0.0.1:" + tlsPort))
                .rootCause()
                .hasMessageContaining("its certificate is not trusted")
                .hasMessageContaining("rabbitmq.trust");
    }

    @Test
    void a_certificate_of_another_name_stops_the_start_with_a_mend() {
        Map<String, Object> trust = Map.of("trust", certificates.authority().toString());

        assertThatThrownBy(() -> Node.on("amqps://guest:guest@localhost:" + tlsPort, trust))
                .rootCause()
                .hasMessageContaining("its certificate is not for this host name")
                .hasMessageContaining("connect by the name that it has");
    }

    @Test
    void a_port_with_no_tls_and_a_file_that_is_none_stop_the_start_with_a_mend() {
        assertThatThrownBy(() -> Node.on("amqps://guest:guest@127.0.0.1:" + broker.port()))
                .rootCause()
                .hasMessageContaining("it does not speak TLS on this port");
        assertThatThrownBy(() -> Node.on("amqps://127.0.0.1:1", Map.of("trust", "nowhere.pem")))
                .rootCause()
                .hasMessageContaining("rabbitmq.trust cannot be used")
                .hasMessageContaining("Mend: name a readable file");
    }

    @Test
    void a_vhost_that_is_closed_to_the_user_stops_the_start_with_a_mend() {
        assertThatThrownBy(() -> Node.on("amqp://weak:weak@127.0.0.1:" + broker.port() + "/closed"))
                .rootCause()
                .hasMessageContaining("it does not let this user into the vhost")
                .hasMessageContaining("rabbitmq.vhost");
    }

    @Test
    void a_user_who_may_make_nothing_is_told_for_which_channel_and_what_to_mend() {
        ChannelSpec spec = Node.orders().build();
        try (Node node = Node.on("amqp://weak:weak@127.0.0.1:" + broker.port())) {
            assertThatThrownBy(() -> node.carrier(spec))
                    .rootCause()
                    .hasMessageContaining(spec.address())
                    .hasMessageContaining("ACCESS_REFUSED")
                    .hasMessageContaining("Mend: give the user of this node the right to configure them");
        }
    }

    @Test
    void a_user_who_may_make_nothing_can_work_where_everything_was_made_by_another() {
        ChannelSpec spec = Node.orders().build();
        Queue<Integer> handled = new ConcurrentLinkedQueue<>();
        try (Node maker = Node.on(broker.uri());
                Node weak = Node.on("amqp://weak:weak@127.0.0.1:" + broker.port(), Map.of("createQueues", false))) {
            await(maker.carrier(spec)
                    .subscribe(spec.group(), message -> Future.succeededFuture(Outcome.delivered()))
                    .compose(joined -> joined.unregister()));
            Carrier carrier = weak.carrier(spec);
            await(carrier.subscribe(spec.group(), message -> {
                handled.add(Node.number(message));
                return Future.succeededFuture(Outcome.delivered());
            }));

            assertThat(await(carrier.send(message("k", 1)))).isEqualTo(Outcome.delivered());

            await().atMost(Duration.ofSeconds(30)).until(() -> handled.contains(1));
        }
    }
}
