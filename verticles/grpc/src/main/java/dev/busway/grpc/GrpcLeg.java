package dev.busway.grpc;

import dev.busway.bus.service.Leg;
import dev.busway.bus.service.Sent;
import dev.busway.bus.service.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.endpoint.ServerInteraction;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A unary call on its way to one instance; the time that is left goes with it as {@code grpc-timeout}. */
record GrpcLeg<Q, T>(Vertx vertx, GrpcClient client, GrpcCall<Q, T> call) implements Leg<GrpcAnswer<T>> {
    @Override
    public Sent<GrpcAnswer<T>> send(Target target, Duration left) {
        Sent<GrpcAnswer<T>> sent = new Sent<>();
        ServerInteraction interaction = target.newInteraction();
        interaction.reportRequestBegin();
        Future.<GrpcAnswer<T>>future(read -> vertx.getOrCreateContext().runOnContext(here -> Future.succeededFuture()
                        .compose(go -> client.request(target.address(), call.method()))
                        .compose(request -> written(request, sent, left))
                        .compose(response -> read(response, target))
                        .onComplete(read)))
                .onComplete((answer, failure) -> {
                    if (failure == null) {
                        interaction.reportResponseEnd();
                        sent.answered(answer);
                    } else {
                        interaction.reportFailure(failure);
                        sent.failed(failure);
                    }
                });
        return sent;
    }

    private Future<GrpcClientResponse<Q, T>> written(
            GrpcClientRequest<Q, T> request, Sent<GrpcAnswer<T>> sent, Duration left) {
        // The future of its answer fails as well; nobody else is to be told.
        request.exceptionHandler(broken -> {});
        if (!sent.goesOut(request::cancel)) {
            return Future.failedFuture("nobody waits for it any more");
        }
        request.timeout(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS);
        call.headers().forEach((name, value) -> request.headers().set(name, value));
        return request.send(call.message());
    }

    private Future<GrpcAnswer<T>> read(GrpcClientResponse<Q, T> response, Target target) {
        Promise<GrpcAnswer<T>> read = Promise.promise();
        List<T> message = new ArrayList<>(1);
        response.handler(message::add);
        response.errorHandler(error -> read.tryFail("it broke off: " + error));
        response.exceptionHandler(read::tryFail);
        response.endHandler(end -> {
            String reason = response.statusMessage();
            read.tryComplete(new GrpcAnswer<>(
                    response.status(),
                    reason == null ? "" : reason,
                    message.stream().findFirst(),
                    response.headers(),
                    response.trailers(),
                    target.node()));
        });
        return read.future();
    }

    @Override
    public Standing standing(GrpcAnswer<T> answer) {
        GrpcStatus status = answer.status();
        return switch (status) {
            case UNAVAILABLE -> Standing.ELSEWHERE;
            case UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, DATA_LOSS -> Standing.FAILED;
            default -> Standing.WELL;
        };
    }

    /** It has come as a whole already. */
    @Override
    public void drop(GrpcAnswer<T> answer) {}
}
