package dev.busway.bench.waiters;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** The SockJS door, by its WebSocket: one socket that registers for each operation. Used on one context. */
final class Socket implements Door {
    private final WebSocket socket;
    private final Map<String, Promise<Long>> waiting = new HashMap<>();

    private Socket(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(this::heard);
        socket.closeHandler(gone -> fail("the door closed the socket"));
        socket.exceptionHandler(broken -> fail(String.valueOf(broken)));
    }

    static Future<Socket> open(WebSocketClient client, int port) {
        return client.connect(port, WaitersNode.HOST, "/eventbus/websocket").map(Socket::new);
    }

    @Override
    public Watch watch(String id) {
        String address = "operations/" + id;
        Promise<Long> told = Promise.promise();
        waiting.put(address, told);
        // A socket may listen to so many addresses at a time.
        return new Watch(say("register", address), told.future().onComplete(ended -> say("unregister", address)));
    }

    private Future<Void> say(String type, String address) {
        return socket.writeTextMessage(
                new JsonObject().put("type", type).put("address", address).encode());
    }

    private void heard(String text) {
        long now = System.nanoTime();
        JsonObject frame = new JsonObject(text);
        Promise<Long> told = waiting.remove(frame.getString("address", ""));
        if (told == null) {
            fail("a frame that nobody waits for: " + text);
            return;
        }
        if (frame.getValue("body") instanceof JsonObject operation) {
            try {
                told.complete(Ends.of(operation, now));
            } catch (IllegalStateException other) {
                told.fail(other);
            }
        } else {
            told.fail("the door said: " + text);
        }
    }

    private void fail(String why) {
        waiting.values().forEach(told -> told.tryFail(why));
        waiting.clear();
    }
}
