package dev.busway.http.door;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one event loop does with each request: limits first, then the route, then what other handlers have (site, sockets). */
public final class Door implements Handler<HttpServerRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int BAD_REQUEST = 400;
    private static final int URI_TOO_LONG = 414;
    private static final int HEADERS_TOO_LARGE = 431;
    private static final int UNAVAILABLE = 503;
    private static final Routes.Route NOWHERE = new Routes.Route("", List.of(), exchange -> {}, Intake.OWN_BOUND);

    private final Vertx vertx;
    private final Routes routes;
    private final Admission admission;
    private final Handler<HttpServerRequest> others;
    private final Connections connections;
    private final Bodies bodies;

    /**
     * Made on the event loop that it serves.
     *
     * @param others takes what has no route
     */
    public Door(Vertx vertx, Routes routes, Admission admission, Handler<HttpServerRequest> others) {
        this.vertx = vertx;
        this.routes = routes;
        this.admission = admission;
        this.others = others;
        this.connections = new Connections(vertx, admission);
        this.bodies = new Bodies(vertx, admission.limits());
    }

    public void connected(HttpConnection connection) {
        connections.opened(connection);
    }

    @Override
    public void handle(HttpServerRequest request) {
        String path = request.path();
        if (connections.isSurplus(request.connection())) {
            exchange(request, NOWHERE, List.of()).refuseAndClose(UNAVAILABLE, busy("connections", "maxConnections"));
            return;
        }
        Routes.Found found = path == null ? null : routes.find(request.method(), path);
        if (found == null) {
            other(request);
            return;
        }
        Routes.Route route = found.route();
        if (route == null) {
            wrongMethod(request, found.allow());
            return;
        }
        admit(exchange(request, route, found.values()), route);
    }

    private void admit(Exchange exchange, Routes.Route route) {
        if (route.intake() != Intake.ALWAYS && admission.draining()) {
            refuseUncounted(exchange.request(), leaving());
            return;
        }
        if (route.intake() == Intake.COUNTED && !admission.enter()) {
            refuseUncounted(exchange.request(), busy("requests in flight", "maxInFlight"));
            return;
        }
        try {
            route.endpoint().answer(exchange);
        } catch (RuntimeException failed) {
            LOG.atError().setCause(failed).addKeyValue("path", route.pattern()).log("request failed");
            exchange.refuse(Problem.of(failed));
        }
    }

    private void other(HttpServerRequest request) {
        if (admission.draining()) {
            refuseUncounted(request, leaving());
        } else {
            others.handle(request);
        }
    }

    private void refuseUncounted(HttpServerRequest request, Problem problem) {
        exchange(request, NOWHERE, List.of()).refuseAndClose(UNAVAILABLE, problem);
    }

    private void wrongMethod(HttpServerRequest request, String allow) {
        request.response().putHeader("allow", allow);
        exchange(request, NOWHERE, List.of())
                .refuse(
                        METHOD_NOT_ALLOWED,
                        Problem.of(
                                Kind.INVALID,
                                request.path() + " does not know the method " + request.method() + ".",
                                "It knows " + allow + "."),
                        String.valueOf(request.path()));
    }

    /** A head that is no HTTP, or too large: Netty reads no further, so the connection ends. */
    public void malformed(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Exchange exchange = exchange(request, NOWHERE, List.of());
        if (cause instanceof TooLongHttpLineException) {
            exchange.refuseAndClose(
                    URI_TOO_LONG,
                    Problem.of(
                            Kind.TOO_LARGE,
                            "The request line is too long.",
                            "Send data in the body, not in the path."));
        } else if (cause instanceof TooLongHttpHeaderException) {
            exchange.refuseAndClose(
                    HEADERS_TOO_LARGE,
                    Problem.of(
                            Kind.TOO_LARGE,
                            "The headers are longer than the "
                                    + admission.limits().headerBytes() + " bytes that this node takes.",
                            "Send fewer or shorter headers, or ask for a higher http.headerLimit."));
        } else {
            exchange.refuseAndClose(BAD_REQUEST, Problem.of(Kind.INVALID, "This is no HTTP request.", ""));
        }
    }

    private Exchange exchange(HttpServerRequest request, Routes.Route route, List<String> values) {
        return new Exchange(vertx, request, route, values, admission, bodies);
    }

    private Problem busy(String what, String setting) {
        return Problem.of(
                Kind.BUSY,
                "This node has as many " + what + " as it takes.",
                "Try again in a moment, or ask for a higher http." + setting + ".");
    }

    private static Problem leaving() {
        return Problem.of(Kind.BUSY, "This node is leaving.", "Try again: another node will answer.");
    }
}
