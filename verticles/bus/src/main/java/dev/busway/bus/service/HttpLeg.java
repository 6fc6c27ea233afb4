package dev.busway.bus.service;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.endpoint.ServerInteraction;
import java.time.Duration;

/** Sends one request to one instance. Safe on any thread. */
final class HttpLeg {
    /** Of one instance; what is more waits for one. */
    private static final int CONNECTIONS = 64;

    private static final int WAITING = 10_000;
    private static final int LARGEST_ANSWER = 16 << 20;
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final HttpClientAgent client;

    HttpLeg(Vertx vertx) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(
                new HttpClientOptions(),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(WAITING));
    }

    /** A request under way. */
    static final class Sent {
        private final Promise<ServiceAnswer> answer = Promise.promise();
        private volatile boolean abandoned;
        private volatile boolean reached;
        private volatile Runnable reset = () -> {};

        /** Fails where the instance cannot be reached, or breaks off. */
        Future<ServiceAnswer> answer() {
            return answer.future();
        }

        /** Whether the instance may have seen it. */
        boolean reached() {
            return reached;
        }

        /** Nobody waits for it any more; does nothing where it has ended. */
        void abandon() {
            abandoned = true;
            if (!answer.future().isComplete()) {
                reset.run();
                answer.tryFail("nobody waits for it any more");
            }
        }
    }

    Sent send(Target target, ServiceCall call, Duration longest) {
        Sent sent = new Sent();
        ServerInteraction interaction = target.newInteraction();
        interaction.reportRequestBegin();
        RequestOptions options = new RequestOptions()
                .setMethod(call.method())
                .setHost(target.address().host())
                .setPort(target.address().port())
                .setSsl(target.secure())
                .setURI(call.path())
                .setConnectTimeout(LONGEST_CONNECT.toMillis())
                .setIdleTimeout(Math.max(1, longest.toMillis()));
        call.headers().forEach(options::putHeader);
        // From a thread that is none of Vert.x's an answer may have ended before anybody reads it.
        Future.<ServiceAnswer>future(read -> vertx.getOrCreateContext().runOnContext(here -> client.request(options)
                        .compose(open -> written(open, call, sent))
                        .compose(response -> read(response, target))
                        .onComplete(read)))
                .onComplete(done -> {
                    if (done.succeeded()) {
                        interaction.reportResponseEnd();
                        sent.answer.tryComplete(done.result());
                    } else {
                        interaction.reportFailure(done.cause());
                        sent.answer.tryFail(done.cause());
                    }
                });
        return sent;
    }

    private static Future<HttpClientResponse> written(HttpClientRequest open, ServiceCall call, Sent sent) {
        sent.reset = open::reset;
        if (sent.abandoned) {
            open.reset();
            return Future.failedFuture("nobody waits for it any more");
        }
        sent.reached = true;
        return open.send(call.body());
    }

    private static Future<ServiceAnswer> read(HttpClientResponse response, Target target) {
        Promise<ServiceAnswer> read = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(bytes -> {
                    if (body.length() + bytes.length() > LARGEST_ANSWER) {
                        read.tryFail("its answer has more than " + LARGEST_ANSWER + " bytes");
                        response.request().reset();
                    } else {
                        body.appendBuffer(bytes);
                    }
                })
                .exceptionHandler(read::tryFail)
                .endHandler(end -> read.tryComplete(
                        new ServiceAnswer(response.statusCode(), response.headers(), body, target.node())));
        return read.future();
    }

    Future<Void> close() {
        return client.close();
    }
}
