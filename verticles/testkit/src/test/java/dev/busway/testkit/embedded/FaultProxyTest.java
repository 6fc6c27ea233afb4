package dev.busway.testkit.embedded;

import static dev.busway.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private static final int LONGEST_READ = 30_000;

    private ServerSocket echo;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Wire.daemon("echo", this::accept).start();
        proxy = FaultProxy.to("127.0.0.1", echo.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                Socket client = echo.accept();
                Wire.daemon("echo-one", () -> echo(client)).start();
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException broken) {
            // The test broke it.
        }
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    private Socket client() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        client.setSoTimeout(LONGEST_READ);
        return client;
    }

    @Test
    void bytes_pass_and_an_end_is_an_end() throws IOException {
        byte[] many = new byte[1_000_000];
        many[999_999] = 7;
        try (Socket client = client()) {
            Wire.daemon("sender", () -> send(client, many)).start();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(many);
        }
        await().until(() -> proxy.connections() == 0);
    }

    private static void send(Socket client, byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
            client.shutdownOutput();
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void a_reset_breaks_what_is_open_and_lets_new_ones_pass() throws IOException {
        try (Socket client = client()) {
            assertThat(answer(client)).isEqualTo(1);
            proxy.reset();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        try (Socket again = client()) {
            assertThat(answer(again)).isEqualTo(1);
        }
    }

    @Test
    void a_cut_holds_bytes_and_connections_until_it_heals() throws IOException {
        try (Socket client = client()) {
            assertThat(answer(client)).isEqualTo(1);
            proxy.cut();
            client.setSoTimeout(50);
            assertThatThrownBy(() -> answer(client)).isInstanceOf(SocketTimeoutException.class);
            client.setSoTimeout(LONGEST_READ);
            proxy.heal();
            assertThat(client.getInputStream().read()).isEqualTo(1);
        }
    }

    @Test
    void a_delay_is_added_each_way() throws IOException {
        try (Socket client = client()) {
            proxy.delay(Duration.ofMillis(20));
            long sent = System.nanoTime();
            assertThat(answer(client)).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - sent)).isGreaterThanOrEqualTo(Duration.ofMillis(40));
        }
    }

    private static int answer(Socket client) throws IOException {
        client.getOutputStream().write(1);
        return client.getInputStream().read();
    }
}
