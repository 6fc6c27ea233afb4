package dev.busway.bus.service;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One HTTP call of a service.
 *
 * @param path with its query, as {@code /orders/7?full=true}
 * @param key what {@link Policy#CONSISTENT_HASH} goes by
 * @param within how long its caller still waits, where that is less than the client's timeout
 */
public record ServiceCall(
        HttpMethod method,
        String path,
        Map<String, String> headers,
        Buffer body,
        Optional<String> key,
        Optional<Duration> within) {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final Set<HttpMethod> REPEATABLE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS);

    public ServiceCall {
        headers = Map.copyOf(headers);
    }

    public static ServiceCall get(String path) {
        return new ServiceCall(HttpMethod.GET, path, Map.of(), Buffer.buffer(), Optional.empty(), Optional.empty());
    }

    public static ServiceCall post(String path, Buffer body) {
        return new ServiceCall(
                HttpMethod.POST,
                path,
                Map.of("Content-Type", "application/json"),
                body,
                Optional.empty(),
                Optional.empty());
    }

    public ServiceCall header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ServiceCall(method, path, more, body, key, within);
    }

    public ServiceCall key(String other) {
        return new ServiceCall(method, path, headers, body, Optional.of(other), within);
    }

    /** The same, whose caller waits no longer than that: what a handler has left of its own time. */
    public ServiceCall within(Duration longest) {
        return new ServiceCall(method, path, headers, body, key, Optional.of(longest));
    }

    /** Whether twice does no more than once: by its method (RFC 9110, 9.2.2), or since it has an Idempotency-Key. */
    public boolean repeatable() {
        return REPEATABLE.contains(method)
                || headers.keySet().stream().anyMatch(name -> name.equalsIgnoreCase(IDEMPOTENCY_KEY));
    }
}
