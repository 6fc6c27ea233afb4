package dev.busway.testkit.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf(
        value = "dev.busway.testkit.embedded.RabbitServer#isInstalled",
        disabledReason = "no RabbitMQ is installed here")
class RabbitServerIT {
    private static final int METHOD_FRAME = 1;

    @Test
    void a_server_speaks_amqp_and_comes_back_on_its_port_after_a_stop_and_a_kill(@TempDir Path home) throws Exception {
        try (RabbitServer server = RabbitServer.start(home)) {
            assertThat(greets(server)).isTrue();

            server.stop();
            assertThatThrownBy(() -> greets(server)).isInstanceOf(IOException.class);
            server.restart();
            assertThat(greets(server)).isTrue();

            server.kill();
            assertThatThrownBy(() -> greets(server)).isInstanceOf(IOException.class);
            server.restart();
            assertThat(greets(server)).isTrue();
        }
        assertThat(home.resolve("data")).exists();
    }

    @Test
    void nothing_of_a_temporary_server_stays() throws Exception {
        Path home;
        try (RabbitServer server = RabbitServer.temporary()) {
            home = server.home();
            assertThat(greets(server)).isTrue();
            assertThatThrownBy(() -> RabbitServer.start(server.home()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is used by another running process. Mend:");
        }

        assertThat(Files.exists(home)).isFalse();
    }

    private static boolean greets(RabbitServer server) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write("AMQP\0\0\u0009\1".getBytes(US_ASCII));
            return socket.getInputStream().read() == METHOD_FRAME;
        }
    }
}
