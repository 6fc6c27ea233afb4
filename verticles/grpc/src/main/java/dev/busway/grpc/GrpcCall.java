package dev.busway.grpc;

import dev.busway.bus.service.Policy;
import dev.busway.bus.service.Repeat;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One unary call of a gRPC service.
 *
 * @param method as the Vert.x gRPC plug-in generates it, or {@link ServiceMethod#client} makes it
 * @param headers metadata of its own
 * @param repeat gRPC does not tell which methods do no more when called twice: the caller says so
 * @param key what {@link Policy#CONSISTENT_HASH} goes by
 * @param within how long its caller still waits, where that is less than the client's timeout
 */
public record GrpcCall<Q, T>(
        ServiceMethod<T, Q> method,
        Q message,
        Map<String, String> headers,
        Repeat repeat,
        Optional<String> key,
        Optional<Duration> within) {
    public GrpcCall {
        headers = Map.copyOf(headers);
    }

    /** One that may reach no second instance, unless the first has not seen it. */
    public static <Q, T> GrpcCall<Q, T> of(ServiceMethod<T, Q> method, Q message) {
        return new GrpcCall<>(method, message, Map.of(), Repeat.MAY_NOT, Optional.empty(), Optional.empty());
    }

    /** The same, which may reach several instances. */
    public GrpcCall<Q, T> repeatable() {
        return new GrpcCall<>(method, message, headers, Repeat.MAY, key, within);
    }

    public GrpcCall<Q, T> header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new GrpcCall<>(method, message, more, repeat, key, within);
    }

    public GrpcCall<Q, T> key(String other) {
        return new GrpcCall<>(method, message, headers, repeat, Optional.of(other), within);
    }

    /** The same, whose caller waits no longer than that. */
    public GrpcCall<Q, T> within(Duration longest) {
        return new GrpcCall<>(method, message, headers, repeat, key, Optional.of(longest));
    }
}
