package dev.busway.bus.service;

import dev.busway.bus.discovery.RegistryView;
import dev.busway.bus.discovery.Services;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The ways to call one service. Safe on any thread. */
public final class ServiceDoor {
    private static final RegistryView NOTHING = new RegistryView(List.of(), Duration.ZERO);

    private final Vertx vertx;
    private final String service;
    private final Map<CallOptions, ServiceClient> clients = new ConcurrentHashMap<>();

    public ServiceDoor(Vertx vertx, String service) {
        this.vertx = vertx;
        this.service = service;
    }

    /** By HTTP, with the defaults. */
    public ServiceClient http() {
        return http(CallOptions.DEFAULTS);
    }

    /** By HTTP; the same options give the same client, with what it knows of the instances. */
    public ServiceClient http(CallOptions options) {
        return clients.computeIfAbsent(options, absent -> new ServiceClient(vertx, service, this::view, options));
    }

    /**
     * In a protocol of somebody else's; each call of this gives a caller that knows nothing of the instances yet, so keep it.
     *
     * @param doors words of those that instances are called by, the best first, as {@code grpc}
     */
    public ServiceCaller by(List<String> doors, CallOptions options) {
        return new ServiceCaller(vertx, Instances.of(service, List.copyOf(doors), this::view, options));
    }

    public Vertx vertx() {
        return vertx;
    }

    private RegistryView view() {
        return Services.of(vertx).map(Services::view).orElse(NOTHING);
    }
}
