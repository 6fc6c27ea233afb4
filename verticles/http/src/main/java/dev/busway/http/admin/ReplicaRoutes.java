package dev.busway.http.admin;

import dev.busway.bus.Bus;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.store.ReplicaDesk;
import dev.busway.bus.store.Store;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** {@code GET /admin/replicas} tells how they stand; {@code POST /admin/replicas} with {@code {rebuild}} makes one anew. */
public final class ReplicaRoutes {
    private static final String PATH = "/admin/replicas";

    private final Bus bus;

    public ReplicaRoutes(Bus bus) {
        this.bus = bus;
    }

    public void addTo(AdminRoutes routes) {
        routes.show(PATH, this::show);
        routes.post(PATH, this::rebuild);
    }

    private Future<JsonObject> show() {
        return desk().all().map(all -> {
            JsonArray told = new JsonArray();
            all.forEach(one -> told.add(told(one)));
            return new JsonObject().put("replicas", told);
        });
    }

    private Future<JsonObject> rebuild(JsonObject wanted) {
        return desk().rebuild(wanted.getString("rebuild", "")).map(ReplicaRoutes::told);
    }

    private ReplicaDesk desk() {
        return bus.store()
                .flatMap(Store::replicas)
                .orElseThrow(() -> new ProblemException(
                        Kind.INVALID,
                        "This node keeps no replicas.",
                        "Declare them in postgres.replicas, or ask a node of the service that does."));
    }

    private static JsonObject told(ReplicaDesk.State state) {
        return new JsonObject()
                .put("name", state.name())
                .put("channel", state.channel())
                .put("stalenessSeconds", state.staleness().toMillis() / 1000.0)
                .put("faults", state.faults())
                .put("rebuilding", state.rebuilding());
    }
}
