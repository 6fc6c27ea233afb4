package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.message.Message;
import dev.busway.message.Payload;
import dev.busway.testkit.Patience;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Server-sent events of publish-subscribe channels. */
class StreamIT {
    @Test
    void every_message_reaches_every_client() throws Exception {
        try (OpenDoor door = OpenDoor.open();
                Client first = new Client(door);
                Client second = new Client(door)) {
            door.postJson("/channels/door.news", "{\"n\":1}", "Idempotency-Key", "m-1");

            for (Client client : new Client[] {first, second}) {
                assertThat(client.until("id: ")).isEqualTo("id: m-1");
                JsonObject event = new JsonObject(client.until("data: ").substring("data: ".length()));
                assertThat(event.getString("id")).isEqualTo("m-1");
                assertThat(event.getString("type")).isEqualTo("door.Anything");
                assertThat(event.getJsonObject("data")).isEqualTo(new JsonObject().put("n", 1));
            }
        }
    }

    @Test
    void a_quiet_stream_beats() throws Exception {
        try (OpenDoor door = OpenDoor.with(Map.of("streams", Map.of("heartbeat", "1s")));
                Client client = new Client(door)) {
            assertThat(client.until(":")).isEqualTo(":");
        }
    }

    @Test
    void a_client_that_does_not_read_is_disconnected_and_counted_while_others_get_everything() throws Exception {
        try (OpenDoor door = OpenDoor.with(Map.of("streams", Map.of("queueBytes", 65_536)));
                Client slow = new Client(door);
                Client quick = new Client(door)) {
            Message big = Message.of("door.Anything", Payload.of(new JsonObject().put("text", "x".repeat(20_000))));
            int sent = 0;
            while (door.gateway.slowReaders() == 0 && sent < 2_000) {
                OpenDoor.await(door.bus
                        .channel("door.news")
                        .publish(big.edit().id("b-" + sent).build()));
                assertThat(quick.until("id: ")).isEqualTo("id: b-" + sent);
                sent++;
            }

            assertThat(door.gateway.slowReaders()).isEqualTo(1);
            Patience.await()
                    .untilAsserted(() -> assertThat(door.gateway.openStreams()).isEqualTo(1));
            assertThat(slow.rest()).doesNotContain("id: b-" + (sent - 1) + "\n");
        }
    }

    @Test
    void more_clients_than_allowed_are_refused() throws Exception {
        try (OpenDoor door = OpenDoor.with(Map.of("streams", Map.of("maxClients", 1)));
                Client first = new Client(door)) {
            assertThat(first.status).contains("200");
            assertThat(door.get("/channels/door.news/stream").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void a_point_to_point_channel_cannot_be_watched() {
        try (OpenDoor door = OpenDoor.open()) {
            assertThat(door.get("/channels/door.echo/stream").statusCode()).isEqualTo(422);
            assertThat(door.get("/channels/door.nwes/stream").body()).contains("door.news");
        }
    }

    @Test
    void draining_ends_the_streams() throws Exception {
        try (OpenDoor door = OpenDoor.open();
                Client client = new Client(door)) {
            OpenDoor.await(door.gateway.drain());

            assertThat(client.rest()).contains("0\n");
            Patience.await().until(() -> door.gateway.openStreams() == 0);
        }
    }

    /** A client on a bare socket, which can leave its bytes unread. */
    private static final class Client implements AutoCloseable {
        private final Socket socket = new Socket();
        private final BufferedReader in;
        final String status;

        Client(OpenDoor door) throws IOException {
            socket.setReceiveBufferSize(8_192);
            socket.setSoTimeout(30_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port()));
            socket.getOutputStream()
                    .write("GET /channels/door.news/stream HTTP/1.1\r\nhost: x\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            status = in.readLine();
            until("retry: ");
        }

        /** The next line that begins so. */
        String until(String start) throws IOException {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(start)) {
                    return line;
                }
            }
            throw new IOException("the stream ended before " + start);
        }

        /** Everything up to the end of the connection. */
        String rest() {
            StringBuilder rest = new StringBuilder();
            try {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    rest.append(line).append('\n');
                    if (line.equals("0")) {
                        break;
                    }
                }
            } catch (IOException reset) {
                rest.append("<reset>");
            }
            return rest.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
