package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.testkit.Patience;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a client does wrong, or too much of, is answered and bounded. */
class LimitIT {
    private static final String HEAD =
            "POST /channels/door.echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";

    @Test
    void a_body_that_says_it_is_too_long_is_refused_before_it_comes() throws IOException {
        try (OpenDoor door = echoing(Map.of("bodyLimit", 1_024))) {
            String answer = door.raw(HEAD + "content-length: 2000000000\r\n\r\n");

            assertThat(answer)
                    .startsWith("HTTP/1.1 413 ")
                    .contains("BW-TOO-LARGE")
                    .endsWith("<closed>");
        }
    }

    @Test
    void a_body_that_turns_out_too_long_is_refused_as_soon_as_it_does() throws IOException {
        try (OpenDoor door = echoing(Map.of("bodyLimit", 1_024))) {
            String chunk = "400\r\n" + "x".repeat(1_024) + "\r\n";

            String answer = door.raw(HEAD + "transfer-encoding: chunked\r\n\r\n" + chunk + chunk);

            assertThat(answer).startsWith("HTTP/1.1 413 ").endsWith("<closed>");
        }
    }

    @Test
    void a_body_in_pieces_is_put_together() throws Exception {
        try (OpenDoor door = echoing(Map.of());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            OutputStream out = socket.getOutputStream();
            write(out, HEAD + "connection: close\r\ncontent-length: 14\r\n\r\n{\"word\"");
            write(out, ":\"abc\"}");

            assertThat(text(socket.getInputStream())).contains("200 OK").endsWith("{\"word\":\"abc\"}");
        }
    }

    @Test
    void a_body_that_never_ends_is_refused_in_time() throws IOException {
        try (OpenDoor door = echoing(Map.of("bodyTimeout", "1s"))) {
            String answer = door.raw(HEAD + "content-length: 14\r\n\r\n{\"wo");

            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("BW-TIMEOUT");
        }
    }

    @Test
    void what_is_no_http_is_refused_and_closed() throws IOException {
        try (OpenDoor door = echoing(Map.of())) {
            assertThat(door.raw("ABC\r\n\r\n"))
                    .contains(" 400 ")
                    .contains("BW-INVALID")
                    .endsWith("<closed>");
            assertThat(door.raw("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\n\r\n"))
                    .contains(" 414 ");
            assertThat(door.raw("GET / HTTP/1.1\r\nbig: " + "x".repeat(20_000) + "\r\n\r\n"))
                    .contains(" 431 ")
                    .contains("BW-TOO-LARGE");
            assertThat(door.raw(HEAD + "content-length: -5\r\n\r\n")).contains(" 400 ");
        }
    }

    @Test
    void a_connection_above_the_limit_is_told_so() throws Exception {
        try (OpenDoor door = echoing(Map.of("maxConnections", 1));
                Socket first = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            write(first.getOutputStream(), "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n");
            assertThat(first.getInputStream().read()).isPositive();

            assertThat(door.raw("GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n"))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("retry-after: 1")
                    .contains("BW-BUSY")
                    .endsWith("<closed>");
        }
    }

    @Test
    void a_silent_connection_above_the_limit_is_closed() throws Exception {
        try (OpenDoor door = echoing(Map.of("maxConnections", 1));
                Socket first = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            write(first.getOutputStream(), "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n");
            assertThat(first.getInputStream().read()).isPositive();

            assertThat(door.raw("")).isEqualTo("<closed>");
        }
    }

    @Test
    void more_requests_in_flight_than_allowed_are_refused_and_probes_are_not() throws Exception {
        Promise<Object> gate = Promise.promise();
        Promise<Object> entered = Promise.promise();
        try (OpenDoor door = OpenDoor.with(Map.of("maxInFlight", 1)).handling("door.narrow", (asked, work) -> {
            entered.tryComplete();
            return gate.future().map(asked.reply(asked.payload()));
        })) {
            CompletableFuture<HttpResponse<String>> first = HttpClient.newHttpClient()
                    .sendAsync(
                            door.request("/channels/door.narrow", "content-type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                    .build(),
                            BodyHandlers.ofString());

            OpenDoor.await(entered.future());
            HttpResponse<String> refused = door.get("/contracts");

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(new JsonObject(refused.body()).getString("code")).isEqualTo("BW-BUSY");
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(door.get("/health/live").statusCode()).isEqualTo(200);
            gate.complete();
            assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(door.get("/contracts").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_caller_who_leaves_gives_its_place_back() throws Exception {
        try (OpenDoor door = echoing(Map.of("maxInFlight", 1))) {
            for (int i = 0; i < 3; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
                    write(socket.getOutputStream(), HEAD + "content-length: 14\r\n\r\n{\"wo");
                }
            }

            Patience.await().until(() -> door.get("/contracts").statusCode() == 200);
        }
    }

    @Test
    void several_loops_share_the_port() {
        try (OpenDoor door = echoing(Map.of("loops", 2))) {
            for (int i = 0; i < 8; i++) {
                assertThat(door.postJson("/channels/door.echo", "{\"word\":\"a\"}", "Idempotency-Key", "k" + i)
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    private static OpenDoor echoing(Map<String, Object> http) {
        return OpenDoor.with(http)
                .handling("door.echo", (asked, work) -> Future.succeededFuture(asked.reply(asked.payload())));
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
