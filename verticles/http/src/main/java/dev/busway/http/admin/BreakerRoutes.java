package dev.busway.http.admin;

import dev.busway.bus.Bus;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.breaker.Breakers;
import dev.busway.bus.breaker.Circuit;
import dev.busway.bus.breaker.Mode;
import dev.busway.http.door.Exchange;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * {@code GET /admin/breakers} lists the circuits of this node; {@code POST /admin/breakers/{name}} with {@code {state, reason}} holds
 * one open or closed, or gives it back.
 */
public final class BreakerRoutes {
    private static final String PATH = "/admin/breakers";
    private static final int LONGEST_TEXT = 200;

    private final String node;
    private final Breakers breakers;

    public BreakerRoutes(Bus bus) {
        this.node = bus.node();
        this.breakers = bus.breakers();
    }

    public void addTo(AdminRoutes routes) {
        routes.get(PATH, this::list);
        routes.postAbout(PATH + "/{name}", this::decide);
    }

    private void list(Exchange exchange) {
        JsonArray circuits = new JsonArray();
        breakers.all().forEach(circuit -> circuits.add(CircuitJson.of(circuit)));
        exchange.end(
                200,
                Exchange.JSON,
                new JsonObject().put("node", node).put("breakers", circuits).toBuffer());
    }

    private Future<JsonObject> decide(Exchange exchange, JsonObject wanted) {
        String name = exchange.parameter();
        Circuit circuit = breakers.find(name)
                .orElseThrow(() -> new ProblemException(
                        Kind.NOT_FOUND,
                        "This node has no circuit " + name + ".",
                        "busway breakers list shows those that it has; each operation with a breaker has one."));
        Mode mode = Mode.of(text(wanted, "state"))
                .orElseThrow(() -> new ProblemException(
                        Kind.INVALID, "state must be open, closed or auto.", "auto gives the circuit back."));
        String who = text(wanted, "by");
        String from = exchange.request().remoteAddress().hostAddress();
        breakers.set(circuit, mode, who.isEmpty() ? from : who + " at " + from, text(wanted, "reason"));
        return Future.succeededFuture(CircuitJson.of(circuit).put("node", node));
    }

    /** What goes into the log stays one line there. */
    private static String text(JsonObject wanted, String key) {
        String text = wanted.getString(key, "");
        if (text == null || text.length() > LONGEST_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            throw new ProblemException(
                    Kind.INVALID,
                    key + " must be at most " + LONGEST_TEXT + " printable characters.",
                    "Say it shorter, on one line.");
        }
        return text;
    }
}
