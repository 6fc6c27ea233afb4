package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.message.Message;
import dev.busway.message.Payload;
import dev.busway.testkit.Patience;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The event-bus protocol over a bare WebSocket: whatever a client sends, it is answered and bounded. */
class SocketIT {
    @Test
    void a_frame_that_cannot_be_read_is_answered() {
        try (OpenDoor door = OpenDoor.open();
                SocketClient client = new SocketClient(door)) {
            for (String frame : new String[] {
                "{",
                "7",
                "{}",
                "{\"type\":\"dance\",\"address\":\"door.echo\"}",
                "{\"type\":\"send\"}",
                "{\"type\":\"send\",\"address\":7}"
            }) {
                client.send(frame);
                JsonObject answer = client.next();

                assertThat(answer.getString("type")).isEqualTo("err");
                assertThat(answer.getInteger("failureCode")).isEqualTo(4422);
                assertThat(answer.getJsonObject("problem").getString("code")).isEqualTo("BW-INVALID");
            }
        }
    }

    @Test
    void who_waits_for_an_answer_is_refused_by_its_reply_address() {
        try (OpenDoor door = OpenDoor.open();
                SocketClient client = new SocketClient(door)) {
            client.send("{\"type\":\"send\",\"address\":\"door.nobody\",\"replyAddress\":\"r-1\",\"body\":{}}");
            JsonObject nobody = client.next();
            client.send("{\"type\":\"publish\",\"address\":\"door.echo\",\"body\":{\"word\":\"a\"}}");
            JsonObject wrong = client.next();

            assertThat(nobody.getString("address")).isEqualTo("r-1");
            assertThat(nobody.getString("failureType")).isEqualTo("NO_HANDLERS");
            assertThat(nobody.getInteger("failureCode")).isEqualTo(4503);
            assertThat(nobody.getString("message")).isNotEmpty();
            assertThat(wrong.getString("address")).isEqualTo("door.echo");
            assertThat(wrong.getInteger("failureCode")).isEqualTo(4422);
        }
    }

    @Test
    void a_reply_carries_the_attributes_as_headers() {
        try (OpenDoor door = echoing(Map.of());
                SocketClient client = new SocketClient(door)) {
            client.send("{\"type\":\"send\",\"address\":\"door.echo\",\"replyAddress\":\"r-1\","
                    + "\"headers\":{\"Idempotency-Key\":\"k-1\"},\"body\":{\"word\":\"a\"}}");
            JsonObject answer = client.next();

            assertThat(answer.getString("type")).isEqualTo("rec");
            assertThat(answer.getString("address")).isEqualTo("r-1");
            assertThat(answer.getJsonObject("headers").getString("ce-correlationid"))
                    .isEqualTo("k-1");
            assertThat(answer.getJsonObject("body")).isEqualTo(new JsonObject().put("word", "a"));
        }
    }

    @Test
    void an_operation_cannot_be_watched_without_a_database_and_that_is_said() {
        try (OpenDoor door = OpenDoor.open();
                SocketClient client = new SocketClient(door)) {
            client.send("{\"type\":\"register\",\"address\":\"operations/x\"}");

            assertThat(client.next().getInteger("failureCode")).isEqualTo(4414);
        }
    }

    @Test
    void what_was_registered_is_heard_until_it_is_unregistered() {
        try (OpenDoor door = OpenDoor.open();
                SocketClient client = new SocketClient(door)) {
            client.send("{\"type\":\"register\",\"address\":\"door.news\"}");
            client.heard(door, "door.news");
            client.send("{\"type\":\"unregister\",\"address\":\"door.news\"}");
            client.send("{\"type\":\"send\",\"address\":\"door.nowhere\",\"replyAddress\":\"fence\"}");
            assertThat(client.next().getString("address")).isEqualTo("fence");

            door.postJson("/channels/door.news", "{}");
            client.send("{\"type\":\"send\",\"address\":\"door.nowhere\",\"replyAddress\":\"end\"}");

            assertThat(client.next().getString("address")).isEqualTo("end");
        }
    }

    @Test
    void more_registrations_and_more_in_flight_than_allowed_are_refused() {
        Promise<Object> gate = Promise.promise();
        try (OpenDoor door = OpenDoor.with(Map.of("sockets", Map.of("maxRegistrations", 1, "maxInFlight", 1)))
                        .handling("door.echo", (asked, work) -> gate.future().map(asked.reply(asked.payload())));
                SocketClient client = new SocketClient(door)) {
            client.send("{\"type\":\"register\",\"address\":\"door.news\"}");
            client.send("{\"type\":\"register\",\"address\":\"door.echo\"}");
            assertThat(client.next().getInteger("failureCode")).isEqualTo(4429);

            client.send(
                    "{\"type\":\"send\",\"address\":\"door.echo\",\"replyAddress\":\"a\",\"body\":{\"word\":\"a\"}}");
            client.send(
                    "{\"type\":\"send\",\"address\":\"door.echo\",\"replyAddress\":\"b\",\"body\":{\"word\":\"a\"}}");
            JsonObject busy = client.next();
            gate.complete();

            assertThat(busy.getString("address")).isEqualTo("b");
            assertThat(busy.getInteger("failureCode")).isEqualTo(4429);
            assertThat(client.next().getString("address")).isEqualTo("a");
        }
    }

    @Test
    void the_answer_to_a_poll_says_that_its_connection_ends() throws Exception {
        try (OpenDoor door = OpenDoor.open()) {
            String answer = door.raw("POST /eventbus/0/poll-1/xhr HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n");

            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("\r\nconnection: close\r\n")
                    .endsWith("<closed>");
        }
    }

    @Test
    void a_frame_beyond_the_limit_closes_the_socket() throws Exception {
        try (OpenDoor door = OpenDoor.with(Map.of("sockets", Map.of("frameBytes", 1_024)));
                SocketClient client = new SocketClient(door)) {
            client.send("{\"type\":\"send\",\"address\":\"" + "x".repeat(4_000) + "\"}");

            assertThat(client.closed.get(30, TimeUnit.SECONDS)).isPositive();
        }
    }

    @Test
    void more_sockets_than_allowed_are_told_so_and_closed() throws Exception {
        try (OpenDoor door = OpenDoor.with(Map.of("sockets", Map.of("maxSockets", 1)));
                SocketClient first = new SocketClient(door)) {
            Patience.await().until(() -> door.gateway.openSockets() == 1);
            try (SocketClient second = new SocketClient(door)) {
                assertThat(second.next().getInteger("failureCode")).isEqualTo(4429);
                assertThat(second.closed.get(30, TimeUnit.SECONDS)).isEqualTo(1001);
            }
            assertThat(first.closed).isNotDone();
        }
    }

    @Test
    void a_client_that_does_not_read_is_disconnected_and_counted() throws Exception {
        try (OpenDoor door = OpenDoor.with(Map.of("sockets", Map.of("queueBytes", 65_536)));
                Socket deaf = DeafSocket.registered(door, "door.news")) {
            Message big = Message.of("door.Anything", Payload.of(new JsonObject().put("text", "x".repeat(20_000))));

            Patience.await().pollInterval(Duration.ofMillis(1)).until(() -> {
                OpenDoor.await(door.bus.channel("door.news").publish(big));
                return door.gateway.slowReaders() == 1;
            });

            Patience.await().until(() -> door.gateway.openSockets() == 0);
            assertThat(DeafSocket.closes(deaf)).isTrue();
        }
    }

    @Test
    void a_silent_socket_is_closed() throws Exception {
        try (OpenDoor door = OpenDoor.with(Map.of("sockets", Map.of("idle", "5s")));
                SocketClient client = new SocketClient(door)) {
            assertThat(client.closed.get(30, TimeUnit.SECONDS)).isEqualTo(1001);
            Patience.await().until(() -> door.gateway.openSockets() == 0);
        }
    }

    @Test
    void draining_closes_the_sockets_in_order() throws Exception {
        try (OpenDoor door = OpenDoor.open();
                SocketClient client = new SocketClient(door)) {
            Patience.await().until(() -> door.gateway.openSockets() == 1);
            OpenDoor.await(door.gateway.drain());

            assertThat(client.closed.get(30, TimeUnit.SECONDS)).isEqualTo(1001);
        }
    }

    private static OpenDoor echoing(Map<String, Object> http) {
        return OpenDoor.with(http)
                .handling("door.echo", (asked, work) -> Future.succeededFuture(asked.reply(asked.payload())));
    }
}
