package dev.busway.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * The cheapest HTTP/1.1 caller that is still honest: sends one prepared request over kept-alive connections and reads each
 * answer to its end. A load generator that costs more than the server would hide the server's cost.
 */
final class HttpCaller implements Arm {
    private final NetClient client;
    private final String host;
    private final int port;
    private final Buffer request;
    private final String expected;
    private final Deque<Connection> idle = new ArrayDeque<>();

    HttpCaller(Vertx vertx, String host, int port, String path, String body, String expected) {
        this.client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        this.host = host;
        this.port = port;
        this.expected = "HTTP/1.1 " + expected;
        this.request = Buffer.buffer("POST " + path + " HTTP/1.1\r\nhost: " + host + ":" + port
                + "\r\ncontent-type: application/json\r\ncontent-length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    @Override
    public Future<?> call() {
        Connection free = idle.poll();
        return free != null
                ? free.exchange()
                : client.connect(port, host).compose(socket -> new Connection(socket).exchange());
    }

    /** One connection; one exchange at a time. */
    private final class Connection {
        private final NetSocket socket;
        private Buffer received = Buffer.buffer();
        private Promise<Void> answered = Promise.promise();

        Connection(NetSocket socket) {
            this.socket = socket;
            socket.handler(this::received);
            socket.closeHandler(gone -> answered.tryFail("the server closed the connection"));
            socket.exceptionHandler(answered::tryFail);
        }

        Future<Void> exchange() {
            answered = Promise.promise();
            socket.write(request).onFailure(answered::tryFail);
            return answered.future();
        }

        private void received(Buffer part) {
            received = received.length() == 0 ? part : received.appendBuffer(part);
            String text = received.toString(StandardCharsets.ISO_8859_1);
            int head = text.indexOf("\r\n\r\n");
            if (head < 0 || text.length() < head + 4 + length(text.substring(0, head))) {
                return;
            }
            received = Buffer.buffer();
            if (!text.startsWith(expected)) {
                answered.tryFail("expected " + expected + ", got " + text);
                return;
            }
            idle.push(this);
            answered.tryComplete();
        }
    }

    private static int length(String head) {
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length:");
        if (at < 0) {
            return 0;
        }
        int end = lower.indexOf('\r', at);
        return Integer.parseInt(lower.substring(at + "content-length:".length(), end < 0 ? lower.length() : end)
                .trim());
    }
}
