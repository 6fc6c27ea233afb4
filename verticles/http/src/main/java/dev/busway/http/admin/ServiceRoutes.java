package dev.busway.http.admin;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.discovery.RegistryView;
import dev.busway.bus.discovery.Services;
import dev.busway.http.door.Exchange;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** {@code GET /admin/services} tells who offers which service, as this node knows it. */
public final class ServiceRoutes {
    private static final Problem NONE = Problem.of(
            Kind.INVALID, "This node has no registry.", "Ask a node that was started by busway run or busway dev.");

    private final Vertx vertx;

    public ServiceRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    public void addTo(AdminRoutes routes) {
        routes.get("/admin/services", this::show);
    }

    private void show(Exchange exchange) {
        Services.of(vertx)
                .ifPresentOrElse(
                        services -> exchange.end(
                                200, "application/json", told(services).toBuffer()),
                        () -> exchange.refuse(NONE));
    }

    private static JsonObject told(Services services) {
        RegistryView view = services.view();
        JsonArray instances = new JsonArray();
        view.instances().forEach(instance -> instances.add(instance.json()));
        return new JsonObject()
                .put("registry", services.kind())
                .put("ageSeconds", view.age().toMillis() / 1000.0)
                .put("services", instances);
    }
}
