package dev.busway.grpc;

import dev.busway.bus.ProblemException;
import dev.busway.bus.service.CallOptions;
import dev.busway.bus.service.ServiceCaller;
import dev.busway.bus.service.ServiceDoor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import java.time.Duration;
import java.util.List;

/**
 * Calls one service by gRPC, wherever its instances are: with the policies, repetitions, hedging and ejection of calls by HTTP. An
 * instance is called by its door {@code grpc}, else by {@code http}, without TLS. Safe on any thread; keep it, since it knows how its
 * instances did.
 */
public final class GrpcServiceClient {
    private static final List<String> DOORS = List.of("grpc", "http");
    private static final long LARGEST_ANSWER = 16 << 20;
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final ServiceCaller caller;
    private final GrpcClient client;

    private GrpcServiceClient(Vertx vertx, ServiceCaller caller) {
        this.vertx = vertx;
        this.caller = caller;
        this.client = GrpcClient.client(
                vertx,
                new GrpcClientOptions().setMaxMessageSize(LARGEST_ANSWER),
                new HttpClientOptions().setConnectTimeout((int) LONGEST_CONNECT.toMillis()));
    }

    /** With the defaults: {@code GrpcServiceClient.of(bus.service("payments"))}. */
    public static GrpcServiceClient of(ServiceDoor service) {
        return of(service, CallOptions.DEFAULTS);
    }

    /** Opens nothing yet. {@link CallOptions#connections} does not count: calls share an HTTP/2 connection. */
    public static GrpcServiceClient of(ServiceDoor service, CallOptions options) {
        return new GrpcServiceClient(service.vertx(), service.by(DOORS, options));
    }

    /**
     * Calls it.
     *
     * @return the answer of an instance, whatever its status; fails with a {@link ProblemException}: NO_HANDLER where no instance is
     *     known, TIMEOUT, BROKEN where no instance could be reached
     */
    public <Q, T> Future<GrpcAnswer<T>> call(GrpcCall<Q, T> call) {
        return caller.call(new GrpcLeg<>(vertx, client, call), call.repeat(), call.key(), call.within());
    }

    /** Closes its connections; what is under way fails. */
    public Future<Void> close() {
        return client.close();
    }
}
