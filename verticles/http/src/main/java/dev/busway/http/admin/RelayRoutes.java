package dev.busway.http.admin;

import dev.busway.bus.Bus;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.store.Relay;
import dev.busway.bus.store.Store;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** {@code GET /admin/relay} tells what publishes the outbox; {@code POST /admin/relay} with {@code {engine}} chooses another. */
public final class RelayRoutes {
    private static final String PATH = "/admin/relay";

    private final Bus bus;

    public RelayRoutes(Bus bus) {
        this.bus = bus;
    }

    public void addTo(AdminRoutes routes) {
        routes.show(PATH, this::show);
        routes.post(PATH, this::choose);
    }

    private Future<JsonObject> show() {
        return relay().state().map(RelayRoutes::told);
    }

    private Future<JsonObject> choose(JsonObject wanted) {
        return relay().switchTo(wanted.getString("engine", "")).map(RelayRoutes::told);
    }

    private Relay relay() {
        return bus.store()
                .flatMap(Store::relay)
                .orElseThrow(() ->
                        new ProblemException(Kind.INVALID, "This node has no outbox.", "Give it a postgres section."));
    }

    private static JsonObject told(Relay.State state) {
        JsonObject told = new JsonObject()
                .put("wanted", state.wanted())
                .put("active", state.active())
                .put("engines", new JsonArray(state.engines()))
                .put("logBytes", state.logBytes());
        state.why().ifPresent(why -> told.put("why", why));
        return told;
    }
}
