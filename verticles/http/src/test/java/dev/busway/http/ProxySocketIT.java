package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.testkit.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** WebSockets that pass through a real door. */
class ProxySocketIT {
    private final Vertx vertx = Vertx.vertx();
    private final ProxyDoor proxy = new ProxyDoor(Map.of("proxy", Map.of("maxSockets", 1)));
    private final WebSocketClient client =
            vertx.createWebSocketClient(new WebSocketClientOptions().setMaxMessageSize(1 << 20));
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        proxy.close();
        OpenDoor.await(vertx.close());
    }

    @Test
    void frames_pass_both_ways_and_a_close_reaches_the_other_end() throws InterruptedException {
        proxy.serveSockets("one", socket -> {
            socket.writeTextMessage(
                    "hello " + socket.path() + " " + socket.headers().get("x-forwarded-for"));
            socket.textMessageHandler(word -> socket.writeTextMessage("echo " + word));
            socket.closeHandler(closed -> heard.add("closed"));
        });
        WebSocket socket = connect();
        assertThat(next()).isEqualTo("hello /kept/ws 127.0.0.1");

        socket.writeTextMessage("a");
        assertThat(next()).isEqualTo("echo a");
        String large = "x".repeat(200_000);
        socket.writeTextMessage(large);
        assertThat(next()).isEqualTo("echo " + large);

        socket.close();
        assertThat(next()).isEqualTo("closed");
        Patience.await().until(() -> proxy.door.gateway.openTunnels() == 0);
    }

    @Test
    void a_service_that_closes_closes_the_caller() throws InterruptedException {
        proxy.serveSockets("one", socket -> socket.textMessageHandler(word -> socket.close()));
        WebSocket socket = connect();
        socket.closeHandler(closed -> heard.add("closed"));
        socket.writeTextMessage("bye");

        assertThat(next()).isEqualTo("closed");
    }

    @Test
    void one_more_than_may_be_is_refused_and_the_end_of_the_door_ends_them() throws InterruptedException {
        proxy.serveSockets("one", socket -> socket.writeTextMessage("open"));
        WebSocket socket = connect();
        socket.closeHandler(closed -> heard.add("closed"));
        assertThat(next()).isEqualTo("open");
        assertThat(refusal()).isEqualTo(503);

        proxy.door.gateway.drain();
        assertThat(next()).isEqualTo("closed");
    }

    @Test
    void a_service_that_takes_no_sockets_says_so_itself() {
        proxy.serve("one", request -> request.response().setStatusCode(426).end("no"));
        for (int i = 0; i < 3; i++) {
            assertThat(refusal()).isEqualTo(426);
        }
    }

    private int refusal() {
        try {
            OpenDoor.await(client.connect(options()));
            return 101;
        } catch (UpgradeRejectedException refused) {
            return refused.getStatus();
        }
    }

    private WebSocket connect() {
        WebSocket socket = OpenDoor.await(client.connect(options()).map(opened -> {
            opened.textMessageHandler(heard::add);
            return opened;
        }));
        return socket;
    }

    private WebSocketConnectOptions options() {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(proxy.door.port())
                .setURI("/kept/ws");
    }

    private String next() throws InterruptedException {
        return String.valueOf(heard.poll(30, TimeUnit.SECONDS));
    }
}
