package dev.busway.http.pages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.bus.gateway.GatewayContext;
import dev.busway.bus.gateway.GatewayContext.Phase;
import dev.busway.bus.store.Store;
import dev.busway.http.door.Admission;
import dev.busway.http.door.Endpoint;
import dev.busway.http.door.Exchange;
import dev.busway.http.door.Intake;
import dev.busway.http.door.Routes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Locale;

/** Probes, answered always: is it alive, may traffic come, has it started; and what it measured. */
public final class Health {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final int UNAVAILABLE = 503;

    private final GatewayContext node;
    private final Admission admission;

    public Health(GatewayContext node, Admission admission) {
        this.node = node;
        this.admission = admission;
    }

    public void addTo(Routes routes) {
        get(routes, "/health/live", exchange -> tell(exchange, 200));
        get(routes, "/health/ready", exchange -> tell(exchange, phase() == Phase.READY ? 200 : UNAVAILABLE));
        get(routes, "/health/started", exchange -> tell(exchange, phase() == Phase.STARTING ? UNAVAILABLE : 200));
        get(routes, "/metrics", this::metrics);
    }

    private static void get(Routes routes, String path, Endpoint endpoint) {
        routes.add(HttpMethod.GET, path, Intake.ALWAYS, endpoint);
    }

    private Phase phase() {
        return admission.draining() ? Phase.DRAINING : node.phase().get();
    }

    private void tell(Exchange exchange, int status) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("node", node.node());
        body.put("phase", phase().name().toLowerCase(Locale.ROOT));
        List<String> warnings = node.bus().store().map(Store::warnings).orElse(List.of());
        if (!warnings.isEmpty()) {
            ArrayNode told = body.putArray("warnings");
            warnings.forEach(told::add);
        }
        exchange.json(status, body);
    }

    private void metrics(Exchange exchange) {
        exchange.end(200, PROMETHEUS, Buffer.buffer(node.metrics().get()));
    }
}
