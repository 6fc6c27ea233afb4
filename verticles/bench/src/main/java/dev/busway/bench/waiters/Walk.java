package dev.busway.bench.waiters;

import dev.busway.bench.waiters.Door.Watch;
import dev.busway.bench.waiters.Gates.Gate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One operation after the other: posted at the door, handled by the other node, waited for in every way at once, then committed.
 * Used on one context.
 */
final class Walk {
    private static final int ACCEPTED = 202;
    /** Nothing says that a long poll or a registration stands: it has so long for it. */
    private static final Duration SETTLE = Duration.ofMillis(50);

    private final Vertx vertx;
    private final HttpClient client;
    private final int port;
    private final String name;
    private final Gates gates;
    private final Map<String, Door> doors;
    private int next;

    private Walk(Vertx vertx, HttpClient client, int port, String name, Gates gates, Socket socket) {
        this.vertx = vertx;
        this.client = client;
        this.port = port;
        this.name = name;
        this.gates = gates;
        this.doors = new LinkedHashMap<>();
        doors.put(Told.LONG_POLL, new LongPoll(client, port));
        doors.put(Told.SSE, new EventSource(client, port));
        doors.put(Told.SOCKJS, socket);
    }

    /** @param name of this walk: its operations have their own key */
    static Future<Walk> open(
            Vertx vertx, HttpClient client, WebSocketClient sockets, int port, String name, Gates gates) {
        return Socket.open(sockets, port).map(socket -> new Walk(vertx, client, port, name, gates, socket));
    }

    /** Walks until then; what was seen goes to {@code told}. */
    Future<Void> until(long nanos, Told told) {
        return System.nanoTime() - nanos >= 0
                ? Future.succeededFuture()
                : step(told).compose(done -> until(nanos, told));
    }

    private Future<Void> step(Told told) {
        String id = name + "-" + next++;
        Gate gate = gates.of(id);
        return post(id).compose(accepted -> gate.reached())
                .compose(handled -> {
                    Map<String, Watch> watches = new LinkedHashMap<>();
                    doors.forEach((way, door) -> watches.put(way, door.watch(id)));
                    List<Future<?>> stand = new ArrayList<>();
                    watches.values().forEach(watch -> stand.add(watch.stands()));
                    return Future.all(stand)
                            .compose(all -> vertx.timer(SETTLE.toMillis()))
                            .compose(settled -> commit(gate, watches, told));
                })
                .onComplete(done -> gates.forget(id));
    }

    private static Future<Void> commit(Gate gate, Map<String, Watch> watches, Told told) {
        List<Future<?>> ends = new ArrayList<>();
        long committed = gate.open();
        watches.forEach((way, watch) -> ends.add(watch.told().onSuccess(now -> told.add(way, now - committed))));
        return Future.all(ends).mapEmpty();
    }

    private Future<Void> post(String id) {
        return client.request(HttpMethod.POST, port, WaitersNode.HOST, "/channels/" + WaitersNode.CHANNEL)
                .compose(request -> request.putHeader("Content-Type", "application/json")
                        .putHeader("Prefer", "respond-async")
                        .putHeader("Idempotency-Key", id)
                        .send(new JsonObject().put("walker", name).encode()))
                .compose(response -> response.body()
                        .compose(body -> response.statusCode() == ACCEPTED
                                ? Future.succeededFuture()
                                : Future.failedFuture("not accepted: " + response.statusCode() + " " + body)));
    }
}
