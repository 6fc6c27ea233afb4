package dev.busway.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** The peer of {@code bench http}: a bare Vert.x HTTP server that makes one event-bus request a call. */
final class BareHttpDoor {
    private static final String ADDRESS = "bench.echo";

    private BareHttpDoor() {}

    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        int port = Future.future(done -> vertx.runOnContext(go -> {
                    vertx.eventBus().<JsonObject>consumer(ADDRESS, message -> message.reply(message.body()));
                    vertx.createHttpServer()
                            .requestHandler(request -> answer(vertx, request))
                            .listen(0, "127.0.0.1")
                            .map(server -> server.actualPort())
                            .onComplete(ready -> done.handle(ready.map(value -> (Object) value)));
                }))
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(Integer.class::cast)
                .get();
        ChildJvm.ready(port);
    }

    private static void answer(Vertx vertx, HttpServerRequest request) {
        request.body()
                .compose(body -> vertx.eventBus().<JsonObject>request(ADDRESS, new JsonObject(body)))
                .onSuccess(reply -> request.response()
                        .putHeader("content-type", "application/json")
                        .end(reply.body().toBuffer()))
                .onFailure(failed -> request.response().setStatusCode(500).end(String.valueOf(failed.getMessage())));
    }
}
