package dev.busway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.testkit.Patience;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that pass through in pieces. */
class ProxyStreamIT {
    private static final int PIECE = 65_536;
    private static final String GET = " HTTP/1.1\r\nhost: x\r\n\r\n";

    private final ProxyDoor proxy = new ProxyDoor();

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void bodies_far_larger_than_the_doors_own_pass_both_ways_unchanged() {
        proxy.serve("one", request -> {
            String length = request.getHeader("content-length");
            if (length == null) {
                request.response().setChunked(true);
            } else {
                request.response().putHeader("content-length", length);
            }
            request.pipe().to(request.response());
        });
        byte[] body = new byte[8_000_000];
        new Random(7).nextBytes(body);
        String text = new String(body, StandardCharsets.ISO_8859_1);

        HttpResponse<String> sized = OpenDoor.send(
                proxy.door.request("/kept/x").POST(BodyPublishers.ofString(text, StandardCharsets.ISO_8859_1)));
        assertThat(sized.body().length()).isGreaterThan(1_000_000);
        assertThat(sized.headers().firstValueAsLong("content-length")).hasValue(8_000_000);

        String ascii = "0123456789".repeat(800_000);
        HttpResponse<String> chunked = OpenDoor.send(proxy.door
                .request("/kept/x")
                .POST(BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(ascii.getBytes(StandardCharsets.US_ASCII)))));
        assertThat(chunked.body()).isEqualTo(ascii);
    }

    @Test
    void an_answer_passes_piece_by_piece() throws IOException {
        CompletableFuture<HttpServerResponse> open = new CompletableFuture<>();
        proxy.serve("one", request -> {
            HttpServerResponse response = request.response().setChunked(true);
            response.write("first");
            open.complete(response);
        });
        try (Socket socket = proxy.connect("GET /kept/x" + GET)) {
            awaitText(socket.getInputStream(), "first");
            open.join().write("second");
            awaitText(socket.getInputStream(), "second");
            open.join().end();
            awaitText(socket.getInputStream(), "\r\n0\r\n");
        }
    }

    @Test
    void a_caller_that_reads_slowly_slows_the_service_down() throws IOException {
        long total = 256L << 20;
        AtomicLong written = new AtomicLong();
        proxy.serve("one", request -> {
            HttpServerResponse response = request.response().putHeader("content-length", Long.toString(total));
            pour(response, written, total);
        });
        try (Socket socket = proxy.connect("GET /kept/x" + GET)) {
            long[] before = {-1};
            Patience.await().pollInterval(Duration.ofSeconds(2)).until(() -> {
                long now = written.get();
                boolean stands = now > 0 && now == before[0];
                before[0] = now;
                return stands;
            });
            assertThat(written.get()).isLessThan(total / 2);

            byte[] part = new byte[1 << 20];
            long read = 0;
            while (read < total) {
                int n = socket.getInputStream().read(part);
                assertThat(n).isPositive();
                read += n;
            }
            assertThat(written.get()).isEqualTo(total);
        }
    }

    @Test
    void a_caller_that_goes_away_ends_the_work_of_the_service() throws IOException {
        CompletableFuture<Void> before = new CompletableFuture<>();
        CompletableFuture<Void> amid = new CompletableFuture<>();
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        proxy.serve("one", request -> {
            if (request.path().equals("/kept/before")) {
                request.response().closeHandler(closed -> before.complete(null));
                arrived.complete(null);
            } else {
                request.response().setChunked(true).closeHandler(closed -> amid.complete(null));
                request.response().write("begun");
            }
        });
        try (Socket socket = proxy.connect("GET /kept/before" + GET)) {
            arrived.orTimeout(30, TimeUnit.SECONDS).join();
            assertThat(socket.isConnected()).isTrue();
        }
        before.orTimeout(30, TimeUnit.SECONDS).join();
        try (Socket socket = proxy.connect("GET /kept/amid" + GET)) {
            awaitText(socket.getInputStream(), "begun");
        }
        amid.orTimeout(30, TimeUnit.SECONDS).join();
        Patience.await().until(() -> proxy.door.gateway.inFlight() == 0);
    }

    @Test
    void callers_that_break_off_do_not_put_an_instance_out() throws IOException {
        proxy.serve("one", request -> request.end()
                .onSuccess(ended -> request.response().end("well")));
        for (int i = 0; i < 12; i++) {
            try (Socket socket =
                    proxy.connect("POST /hasty/x HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\nonly this")) {
                if (i % 4 == 0) {
                    awaitText(socket.getInputStream(), "BW-TIMEOUT");
                }
            }
        }
        proxy.serve("two", request -> request.response().setStatusCode(500).end("broken"));
        int well = 0;
        for (int i = 0; i < 8; i++) {
            well += proxy.door.get("/kept/x").statusCode() == 200 ? 1 : 0;
        }
        assertThat(well).isPositive();
        assertThat(OpenDoor.send(proxy.door.request("/hasty/x").GET()).statusCode())
                .isIn(200, 500);
    }

    @Test
    void a_body_beyond_the_paths_bound_is_refused_whether_its_length_is_known_or_not() {
        proxy.serve("one", request -> request.body()
                .onSuccess(body -> request.response().end("" + body.length())));
        byte[] fits = new byte[100_000];
        byte[] beyond = new byte[100_001];

        assertThat(sized(fits).body()).isEqualTo("100000");
        assertThat(chunked(fits).body()).isEqualTo("100000");
        assertThat(sized(beyond).statusCode()).isEqualTo(413);
        assertThat(chunked(beyond).statusCode()).isEqualTo(413);
        assertThat(chunked(beyond).body()).contains("BW-TOO-LARGE").contains("bodyLimit");
    }

    @Test
    void half_an_answer_is_not_taken_for_a_whole_one() {
        proxy.serve("one", request -> {
            HttpServerResponse response = request.response();
            if (request.path().endsWith("sized")) {
                response.putHeader("content-length", "1000");
            } else {
                response.setChunked(true);
            }
            response.write(Buffer.buffer("half"))
                    .onSuccess(written -> request.connection().close());
        });
        assertThatThrownBy(() -> proxy.door.get("/kept/sized")).hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> proxy.door.get("/kept/chunked")).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void an_answer_on_which_nothing_moves_is_cut() {
        proxy.serve("one", request -> request.response().setChunked(true).write("begun"));
        assertThatThrownBy(() -> proxy.door.get("/idle/x")).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void a_caller_that_waits_to_be_told_to_go_on_is_told() throws IOException {
        proxy.serve("one", request -> request.body()
                .onSuccess(body -> request.response().end("got " + body.length())));
        try (Socket socket = proxy.connect(
                "POST /kept/x HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 100000\r\n\r\n")) {
            awaitText(socket.getInputStream(), "100 Continue\r\n\r\n");
            socket.getOutputStream().write(new byte[100_000]);
            awaitText(socket.getInputStream(), "got 100000");
        }
    }

    @Test
    void a_connection_is_used_again_after_a_passed_request() throws IOException {
        proxy.serve("one", request -> request.response().end(request.uri()));
        try (Socket socket = proxy.connect("GET /kept/1" + GET)) {
            awaitText(socket.getInputStream(), "/kept/1");
            socket.getOutputStream().write(("GET /kept/2" + GET).getBytes(StandardCharsets.US_ASCII));
            awaitText(socket.getInputStream(), "/kept/2");
        }
    }

    private HttpResponse<String> sized(byte[] body) {
        return OpenDoor.send(proxy.door.request("/small/x").POST(BodyPublishers.ofByteArray(body)));
    }

    private HttpResponse<String> chunked(byte[] body) {
        return OpenDoor.send(proxy.door
                .request("/small/x")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
    }

    private static void pour(HttpServerResponse response, AtomicLong written, long total) {
        if (response.ended()) {
            return;
        }
        while (written.get() < total) {
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> pour(response, written, total));
                return;
            }
            written.addAndGet(PIECE);
            response.write(Buffer.buffer(new byte[PIECE]));
        }
        response.end();
    }

    private static void awaitText(InputStream in, String wanted) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(wanted) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed before " + wanted + ": " + seen);
            }
            seen.append((char) next);
        }
    }
}
