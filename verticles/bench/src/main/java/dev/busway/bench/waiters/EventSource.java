package dev.busway.bench.waiters;

import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;

/** {@code GET /operations/{id}} as server-sent events. */
final class EventSource implements Door {
    private final HttpClient client;
    private final int port;

    EventSource(HttpClient client, int port) {
        this.client = client;
        this.port = port;
    }

    @Override
    public Watch watch(String id) {
        Promise<Void> stands = Promise.promise();
        Promise<Long> told = Promise.promise();
        client.request(HttpMethod.GET, port, WaitersNode.HOST, "/operations/" + id)
                .compose(request -> {
                    request.putHeader("Accept", "text/event-stream").end();
                    return request.response();
                })
                .onSuccess(response -> read(response, stands, told))
                .onFailure(told::tryFail);
        told.future().onFailure(stands::tryFail);
        return new Watch(stands.future(), told.future());
    }

    private static void read(HttpClientResponse response, Promise<Void> stands, Promise<Long> told) {
        Buffer seen = Buffer.buffer();
        response.handler(part -> {
            long now = System.nanoTime();
            String text = seen.appendBuffer(part).toString(StandardCharsets.UTF_8);
            if (text.contains("event: ")) {
                stands.tryComplete();
            }
            if (text.contains("event: finished\n")) {
                told.tryComplete(now);
            }
        });
        response.exceptionHandler(told::tryFail);
        response.endHandler(end -> told.tryFail("the stream ended with: " + seen));
    }
}
