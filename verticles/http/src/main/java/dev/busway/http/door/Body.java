package dev.busway.http.door;

import dev.busway.bus.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request's body, never more of it than the limit: what says that it is longer is refused before a byte of it is
 * kept, what turns out to be longer as soon as it does. A body in one piece is not copied.
 */
final class Body {
    private static final int REQUEST_TIMEOUT = 408;

    private final Exchange exchange;
    private final Bodies bodies;
    private final int limit;
    private final Consumer<Buffer> then;
    private long begunMillis;
    private @Nullable Buffer kept;
    private boolean over;

    /** Neighbours among the bodies of this loop; touched by {@link Bodies} only. */
    @Nullable
    Body older;

    @Nullable
    Body newer;

    Body(Exchange exchange, Bodies bodies, LimitOptions limits, Consumer<Buffer> then) {
        this.exchange = exchange;
        this.bodies = bodies;
        this.limit = limits.bodyBytes();
        this.then = then;
    }

    void read() {
        HttpServerRequest request = exchange.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && (length.length() > 9 || Long.parseLong(length) > limit)) {
            tooLarge();
            return;
        }
        begunMillis = bodies.begin(this);
        request.handler(this::take);
        request.endHandler(end -> complete());
        request.exceptionHandler(this::broken);
        if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            request.response().writeContinue();
        }
    }

    long begunMillis() {
        return begunMillis;
    }

    void tooSlow() {
        end();
        exchange.refuseAndClose(
                REQUEST_TIMEOUT,
                Problem.of(
                        Problem.Kind.TIMEOUT,
                        "The body did not come within the time that a request has for it.",
                        "Send it faster, or ask for a longer http.bodyTimeout."));
    }

    private void take(Buffer part) {
        Buffer before = kept;
        int size = part.length() + (before == null ? 0 : before.length());
        if (over) {
            return;
        }
        if (size > limit) {
            end();
            tooLarge();
            return;
        }
        kept = before == null ? part : before.appendBuffer(part);
    }

    private void complete() {
        if (!over) {
            end();
            Buffer whole = kept;
            then.accept(whole == null ? Buffer.buffer() : whole);
        }
    }

    private void broken(Throwable cause) {
        if (!over) {
            end();
            exchange.abandoned();
        }
    }

    private void end() {
        over = true;
        bodies.end(this);
    }

    private void tooLarge() {
        over = true;
        kept = null;
        exchange.refuseAndClose(
                Problem.Kind.TOO_LARGE.httpStatus(),
                Problem.of(
                        Problem.Kind.TOO_LARGE,
                        "The body is longer than the " + limit + " bytes that this node takes.",
                        "Send less at once, or ask for a higher http.bodyLimit."));
    }
}
