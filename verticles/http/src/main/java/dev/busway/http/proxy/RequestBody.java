package dev.busway.http.proxy;

import dev.busway.bus.service.Repeat;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/** What the head of a request says of its body, and of whether it may be sent again. */
final class RequestBody {
    /** Kept, so that it can be sent again; a longer one passes through. */
    static final int KEPT = 65_536;

    /** Of a body whose end is told when it comes. */
    static final long UNKNOWN = -1;

    private static final Set<HttpMethod> IDEMPOTENT =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS);

    private RequestBody() {}

    /** Its bytes, 0 for none, {@link #UNKNOWN}. */
    static long length(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return UNKNOWN;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length.trim());
    }

    /** Whether a body at hand may be sent to more than one instance. */
    static Repeat repeat(HttpServerRequest request) {
        return IDEMPOTENT.contains(request.method()) || request.headers().contains("idempotency-key")
                ? Repeat.MAY
                : Repeat.MAY_NOT;
    }

    static boolean isUpgrade(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET)
                && request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)
                && request.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE, true);
    }
}
