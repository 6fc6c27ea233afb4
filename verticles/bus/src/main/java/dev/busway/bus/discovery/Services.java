package dev.busway.bus.discovery;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.Optional;

/** The registry of one node, for its rooms. Safe on any thread. */
public final class Services implements Shareable {
    private static final String KEY = "dev.busway.services";

    private final Registry registry;

    private Services(Registry registry) {
        this.registry = registry;
    }

    /** What this node asks from now on. */
    public static void use(Vertx vertx, Registry registry) {
        map(vertx).put(KEY, new Services(registry));
    }

    /** Empty where the node has none, or it is not open yet. */
    public static Optional<Registry> of(Vertx vertx) {
        return Optional.ofNullable(map(vertx).get(KEY)).map(services -> services.registry);
    }

    private static Map<String, Services> map(Vertx vertx) {
        return vertx.sharedData().getLocalMap(KEY);
    }
}
