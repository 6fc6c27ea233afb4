package dev.busway.bus.service;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;

/** A call whose answer is read as a whole. */
record WholeLeg(HttpCalls calls, ServiceCall call) implements Leg<ServiceAnswer> {
    private static final int LARGEST_ANSWER = 16 << 20;

    @Override
    public Sent<ServiceAnswer> send(Target target, Duration left) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        call.headers().forEach(headers::set);
        HttpCalls.Head head = new HttpCalls.Head(call.method(), call.path(), headers);
        return calls.send(
                target, head, left, (request, interaction) -> request.idleTimeout(Math.max(1, left.toMillis()))
                        .send(call.body())
                        .compose(response -> read(response, target))
                        .onSuccess(read -> interaction.reportResponseEnd()));
    }

    @Override
    public Standing standing(ServiceAnswer answer) {
        return HttpCalls.standing(answer.status());
    }

    /** It has come as a whole already. */
    @Override
    public void drop(ServiceAnswer answer) {}

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
}
