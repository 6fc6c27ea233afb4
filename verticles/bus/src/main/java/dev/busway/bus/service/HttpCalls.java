package dev.busway.bus.service;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.endpoint.ServerInteraction;
import java.time.Duration;

/** The connections of one client, and how a call goes out by one. Safe on any thread. */
final class HttpCalls {
    /** How long the caller still waits, in milliseconds: so that an instance begins nothing whose answer nobody takes. */
    private static final CharSequence TIMEOUT = HttpHeaders.createOptimized("Busway-Timeout");

    private static final int WAITING = 10_000;
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final HttpClientAgent client;

    HttpCalls(Vertx vertx, int connections) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(
                new HttpClientOptions(),
                new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(WAITING));
    }

    /** The head of one call. */
    record Head(HttpMethod method, String path, MultiMap headers) {
        private RequestOptions at(Target target, Duration left) {
            MultiMap sent = MultiMap.caseInsensitiveMultiMap().addAll(headers);
            sent.set(TIMEOUT, Long.toString(Math.max(1, left.toMillis())));
            return new RequestOptions()
                    .setMethod(method)
                    .setHost(target.address().host())
                    .setPort(target.address().port())
                    .setSsl(target.secure())
                    .setURI(path)
                    .setConnectTimeout(LONGEST_CONNECT.toMillis())
                    .setHeaders(sent);
        }
    }

    /** What is said once there is a connection. Its future is the answer; it tells the interaction when that has ended. */
    interface Talk<A> {
        Future<A> over(HttpClientRequest request, ServerInteraction interaction);
    }

    <A> Sent<A> send(Target target, Head head, Duration left, Talk<A> talk) {
        Sent<A> sent = new Sent<>();
        ServerInteraction interaction = target.newInteraction();
        interaction.reportRequestBegin();
        RequestOptions options = head.at(target, left);
        // From a thread that is none of Vert.x's an answer may have ended before anybody reads it.
        Future.<A>future(read -> vertx.getOrCreateContext().runOnContext(here -> Future.succeededFuture()
                        .compose(go -> client.request(options))
                        .compose(open -> {
                            // The future of its answer fails as well; nobody else is to be told.
                            open.exceptionHandler(broken -> {});
                            return sent.goesOut(open::reset)
                                    ? talk.over(open, interaction)
                                    : Future.failedFuture("nobody waits for it any more");
                        })
                        .onComplete(read)))
                .onComplete(done -> {
                    if (done.succeeded()) {
                        sent.answered(done.result());
                    } else {
                        interaction.reportFailure(done.cause());
                        sent.failed(done.cause());
                    }
                });
        return sent;
    }

    static Leg.Standing standing(int status) {
        if (status < 500) {
            return Leg.Standing.WELL;
        }
        return status >= 502 && status <= 504 ? Leg.Standing.ELSEWHERE : Leg.Standing.FAILED;
    }

    Future<Void> close() {
        return client.close();
    }
}
