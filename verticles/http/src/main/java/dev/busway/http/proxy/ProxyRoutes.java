package dev.busway.http.proxy;

import dev.busway.bus.Bus;
import dev.busway.bus.service.CallOptions;
import dev.busway.bus.service.Policy;
import dev.busway.contract.ProxyRoute;
import dev.busway.http.door.Endpoint;
import dev.busway.http.door.Intake;
import dev.busway.http.door.Routes;
import java.util.List;

/** The paths that contracts pass on to services. */
public final class ProxyRoutes {
    private final Bus bus;
    private final ProxyOptions options;
    private final Tunnels tunnels;
    private final List<ProxyRoute> routes;

    public ProxyRoutes(Bus bus, ProxyOptions options, Tunnels tunnels) {
        this.bus = bus;
        this.options = options;
        this.tunnels = tunnels;
        this.routes = bus.contracts().stream()
                .flatMap(contract -> contract.proxies().stream())
                .distinct()
                .toList();
    }

    /** Whether {@code /} is passed on. */
    public boolean haveRoot() {
        return routes.stream().anyMatch(route -> route.prefix().isEmpty());
    }

    public void addTo(Routes door) {
        Forwarding forwarding = new Forwarding(options.callers(), bus.node());
        for (ProxyRoute route : routes) {
            Endpoint endpoint = new ProxyEndpoint(
                    route,
                    bus.service(route.service()).http(calls(route)),
                    forwarding,
                    tunnels,
                    new ProxyMeters(bus.meters(), route.path()));
            door.addLast(route.path(), Intake.COUNTED, endpoint);
        }
    }

    private CallOptions calls(ProxyRoute route) {
        CallOptions options = CallOptions.DEFAULTS
                .with(Policy.valueOf(route.policy().name()))
                .within(route.timeout())
                .retrying(route.retries())
                .connecting(route.maxInFlight());
        return route.hedgeAfter().map(options::hedged).orElse(options);
    }
}
