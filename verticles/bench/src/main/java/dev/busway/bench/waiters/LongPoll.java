package dev.busway.bench.waiters;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/** {@code GET /operations/{id}} that waits. */
final class LongPoll implements Door {
    private final HttpClient client;
    private final int port;

    LongPoll(HttpClient client, int port) {
        this.client = client;
        this.port = port;
    }

    @Override
    public Watch watch(String id) {
        Promise<Void> stands = Promise.promise();
        Future<Long> told = client.request(HttpMethod.GET, port, WaitersNode.HOST, "/operations/" + id)
                .compose(request -> {
                    request.putHeader("Prefer", "wait=30").end().onComplete(stands);
                    return request.response();
                })
                .compose(HttpClientResponse::body)
                .map(body -> {
                    long now = System.nanoTime();
                    return Ends.of(new JsonObject(body), now);
                })
                .onFailure(stands::tryFail);
        return new Watch(stands.future(), told);
    }
}
