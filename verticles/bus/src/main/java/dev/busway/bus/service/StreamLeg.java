package dev.busway.bus.service;

import io.vertx.core.Future;
import java.time.Duration;

/** A call whose bodies pass in pieces. */
record StreamLeg(HttpCalls calls, StreamCall call) implements Leg<OpenAnswer> {
    @Override
    public Sent<OpenAnswer> send(Target target, Duration left) {
        HttpCalls.Head head = new HttpCalls.Head(call.method(), call.path(), call.headers());
        return calls.send(target, head, left, (request, interaction) -> call.sending()
                .apply(request)
                .compose(response -> Future.succeededFuture(new OpenAnswer(response, target, interaction))));
    }

    @Override
    public Standing standing(OpenAnswer answer) {
        return HttpCalls.standing(answer.response().statusCode());
    }

    @Override
    public void drop(OpenAnswer answer) {
        answer.cancel();
    }
}
