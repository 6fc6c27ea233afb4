package dev.busway.http;

import dev.busway.testkit.Patience;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket that takes text frames only, as a browser's JSON.parse does. */
final class SocketClient implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    SocketClient(OpenDoor door) {
        URI uri = URI.create("ws://127.0.0.1:" + door.port() + "/eventbus/websocket");
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, this)
                .join();
    }

    void send(String frame) {
        socket.sendText(frame, true).join();
    }

    /** Publishes until the registration, which nothing confirms, is seen to work. */
    void heard(OpenDoor door, String channel) {
        Patience.await().until(() -> {
            door.postJson("/channels/" + channel, "{}");
            JsonObject frame = frames.poll(100, TimeUnit.MILLISECONDS);
            return frame != null && channel.equals(frame.getString("address"));
        });
        frames.clear();
    }

    JsonObject next() {
        try {
            return Objects.requireNonNull(frames.poll(30, TimeUnit.SECONDS), "no frame came");
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            frames.add(new JsonObject(part.toString()));
            part.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        throw new IllegalStateException("a binary frame: a browser could not read it");
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        closed.complete(status);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(1006);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
