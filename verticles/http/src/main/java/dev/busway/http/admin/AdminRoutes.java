package dev.busway.http.admin;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.http.door.Endpoint;
import dev.busway.http.door.Exchange;
import dev.busway.http.door.Intake;
import dev.busway.http.door.Routes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Where operators' routes are mounted, {@code /admin/*}: all closed unless the node's administration is open. */
public final class AdminRoutes {
    private static final Problem CLOSED = Problem.of(
            Kind.FORBIDDEN,
            "The administration of this node is closed.",
            "Ask at its loopback address, or set http.admin: true where only operators can reach it.");

    private final Routes routes;
    private final Access access;

    /** Whether operators may do anything here. */
    public enum Access {
        OPEN,
        CLOSED
    }

    public AdminRoutes(Routes routes, Access access) {
        this.routes = routes;
        this.access = access;
    }

    /** Adds a route that changes nothing. */
    public void get(String pattern, Endpoint endpoint) {
        add(HttpMethod.GET, pattern, endpoint);
    }

    /**
     * Adds a route that shows something.
     *
     * @param shows answers with status 200 and what it succeeds with, or with the problem that it fails with
     */
    void show(String pattern, Supplier<Future<JsonObject>> shows) {
        get(pattern, exchange -> answer(exchange, shows));
    }

    /** Adds a route that reads its own request. */
    void add(HttpMethod method, String pattern, Endpoint endpoint) {
        routes.add(method, pattern, Intake.COUNTED, access == Access.OPEN ? endpoint : AdminRoutes::closed);
    }

    /**
     * Adds a route that takes a JSON object. The content type must say so: no web page of strangers can send that without asking.
     *
     * @param does answers with status 200 and what it succeeds with, or with the problem that it fails with
     */
    public void post(String pattern, Function<JsonObject, Future<JsonObject>> does) {
        postAbout(pattern, (exchange, body) -> does.apply(body));
    }

    /** As {@link #post}, for what also depends on the request's path, or on where it comes from. */
    void postAbout(String pattern, BiFunction<Exchange, JsonObject, Future<JsonObject>> does) {
        routes.add(
                HttpMethod.POST,
                pattern,
                Intake.COUNTED,
                access == Access.OPEN ? exchange -> take(exchange, does) : AdminRoutes::closed);
    }

    private static void closed(Exchange exchange) {
        exchange.refuse(CLOSED);
    }

    private static void take(Exchange exchange, BiFunction<Exchange, JsonObject, Future<JsonObject>> does) {
        String type = exchange.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.startsWith("application/json")) {
            exchange.refuse(
                    415,
                    Problem.of(
                            Kind.INVALID,
                            "An administrator's request is JSON.",
                            "Send Content-Type: application/json."),
                    exchange.request().path());
            return;
        }
        exchange.body(body -> answer(exchange, () -> does.apply(exchange, json(body))));
    }

    private static JsonObject json(Buffer body) {
        try {
            return new JsonObject(body);
        } catch (DecodeException malformed) {
            throw malformed();
        }
    }

    private static void answer(Exchange exchange, Supplier<Future<JsonObject>> does) {
        Future<JsonObject> done;
        try {
            done = does.get();
        } catch (ProblemException refused) {
            done = Future.failedFuture(refused);
        } catch (ClassCastException wrongType) {
            done = Future.failedFuture(malformed());
        }
        done.onComplete(ended -> exchange.onLoop(() -> {
            if (ended.succeeded()) {
                exchange.end(200, Exchange.JSON, ended.result().toBuffer());
            } else {
                exchange.refuse(Problem.of(ended.cause()));
            }
        }));
    }

    private static ProblemException malformed() {
        return new ProblemException(
                Kind.INVALID, "The body is not the JSON object that this takes.", "docs/http.md shows it.");
    }
}
