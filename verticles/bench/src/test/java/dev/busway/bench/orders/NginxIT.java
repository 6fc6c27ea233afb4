package dev.busway.bench.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bench.fleet.Ports;
import dev.busway.testkit.Programs;
import dev.busway.testkit.embedded.NginxServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;

/** The configuration of {@code docs/nginx.md} in a real nginx, before two real nodes. */
@EnabledIf(
        value = "dev.busway.testkit.Programs#hasNginx",
        disabledReason = "no nginx is installed here; on Debian: apt-get install nginx")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class NginxIT {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final String VERIFY = "{\"consumerId\":\"c-42\"}";
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();

    private static NodePair nodes;
    private static NginxServer nginx;
    private static URI front;

    @BeforeAll
    static void start() throws Exception {
        nodes = NodePair.start(CLIENT);
        int port = Ports.free(1).get(0);
        front = URI.create("http://127.0.0.1:" + port);
        nginx = NginxServer.start(
                Programs.nginx().orElseThrow(),
                documented()
                        .replace("127.0.0.1:8080", "127.0.0.1:" + port)
                        .replace("127.0.0.1:8081", "127.0.0.1:" + nodes.doors().get(0))
                        .replace("127.0.0.1:8082", "127.0.0.1:" + nodes.doors().get(1)),
                port);
        await().atMost(LONGEST)
                .ignoreExceptions()
                .until(() -> new JsonObject(get("/menus").body())
                                .getJsonArray("menus", new JsonArray())
                                .size()
                        == 3);
    }

    @AfterAll
    static void stop() throws Exception {
        if (nginx != null) {
            nginx.close();
        }
        if (nodes != null) {
            nodes.close();
        }
    }

    @Test
    @Order(1)
    void a_request_is_answered_by_either_node_and_keeps_its_trace() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        for (int i = 0; i < 8; i++) {
            HttpResponse<String> answer = verified("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
            assertThat(new JsonObject(answer.body()).getBoolean("verified")).isTrue();
            assertThat(answer.headers().firstValue("traceparent").orElse("")).contains(trace);
        }
        assertThat(verified("x-none", "x").headers().firstValue("traceparent")).isPresent();
        for (int door : nodes.doors()) {
            assertThat(nginx.accessLog()).anyMatch(line -> line.contains("127.0.0.1:" + door));
        }
    }

    @Test
    @Order(2)
    void an_operation_is_followed_by_a_long_poll_at_any_node() throws Exception {
        HttpResponse<String> accepted = place("o-long");
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String operation = accepted.headers().firstValue("Location").orElseThrow();

        await().atMost(LONGEST)
                .until(() -> new JsonObject(get(operation, "Prefer", "wait=20").body())
                        .getString("state")
                        .equals("finished"));
        assertThat(new JsonObject(get(operation).body())
                        .getJsonObject("reply")
                        .getJsonObject("data")
                        .getString("state"))
                .isEqualTo("approved");
    }

    @Test
    @Order(3)
    void events_come_while_the_stream_is_open() throws Exception {
        HttpResponse<InputStream> stream =
                CLIENT.send(request("/channels/orders.events/stream").GET().build(), BodyHandlers.ofInputStream());
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> read(stream.body(), lines), "events");
        reader.setDaemon(true);
        reader.start();

        place("o-stream");
        await().atMost(LONGEST).until(() -> {
            String line = lines.poll(100, TimeUnit.MILLISECONDS);
            return line != null && line.startsWith("data:") && line.contains("o-stream");
        });
        stream.body().close();
    }

    @Test
    @Order(4)
    void a_browsers_socket_passes() throws Exception {
        assertThat(get("/eventbus/info").body()).contains("\"websocket\":true");
        Frames frames = new Frames();
        WebSocket socket = CLIENT.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + front.getPort() + "/eventbus/websocket"), frames)
                .get(60, TimeUnit.SECONDS);
        String ask = new JsonObject()
                .put("type", "send")
                .put("address", "consumers.verify")
                .put("replyAddress", "r-1")
                .put("body", new JsonObject(VERIFY))
                .encode();
        await().atMost(LONGEST).until(() -> {
            socket.sendText(ask, true).get(60, TimeUnit.SECONDS);
            JsonObject answer = new JsonObject(String.valueOf(frames.heard.poll(60, TimeUnit.SECONDS)));
            return answer.getString("type").equals("rec")
                    && answer.getString("address").equals("r-1")
                    && answer.getJsonObject("body").getBoolean("verified");
        });
        socket.abort();
    }

    @Test
    @Order(5)
    void operators_doors_are_shut_from_outside() throws Exception {
        assertThat(get("/admin/services").statusCode()).isEqualTo(404);
        assertThat(get("/metrics").statusCode()).isEqualTo(404);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    @Order(6)
    void nobody_whose_call_may_be_repeated_notices_a_killed_node() throws Exception {
        List<String> noticed = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            if (i == 50) {
                nodes.kill(1);
            }
            HttpResponse<String> read = get("/contracts/orders");
            if (read.statusCode() != 200) {
                noticed.add(i + ": " + read.statusCode() + " " + read.body());
            }
            if (i % 20 == 10) {
                HttpResponse<String> keyed = place("o-kill-" + i);
                if (keyed.statusCode() != 202) {
                    noticed.add(i + ": " + keyed.statusCode() + " " + keyed.body());
                }
            }
        }
        assertThat(noticed).isEmpty();
        for (int i = 10; i < 200; i += 20) {
            String operation = "/operations/o-kill-" + i;
            await().atMost(LONGEST).until(() -> new JsonObject(
                            get(operation, "Prefer", "wait=10").body())
                    .getString("state", "")
                    .equals("finished"));
        }
    }

    /** When it comes in its operation's time, which a busy machine may miss. */
    private static HttpResponse<String> verified(String... headers) {
        return await().atMost(LONGEST)
                .until(
                        () -> postJson("/channels/consumers.verify", VERIFY, headers),
                        answer -> answer.statusCode() == 200);
    }

    /** The block of the page that says {@code nginx}. */
    private static String documented() throws IOException {
        String page = Files.readString(Path.of("../../docs/nginx.md"));
        int begin = page.indexOf("```nginx\n") + "```nginx\n".length();
        return page.substring(begin, page.indexOf("```", begin));
    }

    private static HttpResponse<String> place(String id) throws IOException, InterruptedException {
        JsonObject item = new JsonObject().put("menuItemId", "m-1").put("quantity", 1);
        JsonObject order = new JsonObject()
                .put("orderId", id)
                .put("consumerId", "c-42")
                .put("restaurantId", "r-1")
                .put("items", new JsonArray().add(item));
        return postJson("/orders", order.encode(), "Idempotency-Key", id);
    }

    private static HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return CLIENT.send(request(path, headers).GET().build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> postJson(String path, String json, String... headers)
            throws IOException, InterruptedException {
        return CLIENT.send(
                request(path, headers)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(front.resolve(path)).timeout(LONGEST);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static void read(InputStream body, BlockingQueue<String> lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException closed) {
            lines.add("closed");
        }
    }

    /** Keeps what comes; a frame may be text or bytes. */
    private static final class Frames implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                heard.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
