package dev.busway.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Four HTTP servers in a JVM of their own, of which the last is slow; asked for {@code /fails} it fails as well. Prints their ports. */
public final class BalanceTargets {
    static final int COUNT = 4;
    static final long FAST_MILLIS = 2;
    static final long SLOW_MILLIS = 40;
    static final String FAILS = "/fails";

    private BalanceTargets() {}

    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        List<Object> ports = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            boolean slow = i == COUNT - 1;
            ports.add(vertx.createHttpServer()
                    .requestHandler(request -> answer(vertx, request, slow))
                    .listen(0, "127.0.0.1")
                    .await(30, TimeUnit.SECONDS)
                    .actualPort());
        }
        ChildJvm.ready(ports.toArray());
    }

    private static void answer(Vertx vertx, HttpServerRequest request, boolean slow) {
        int status = slow && request.path().equals(FAILS) ? 503 : 200;
        vertx.setTimer(
                slow ? SLOW_MILLIS : FAST_MILLIS,
                later -> request.response().setStatusCode(status).end("done"));
    }
}
