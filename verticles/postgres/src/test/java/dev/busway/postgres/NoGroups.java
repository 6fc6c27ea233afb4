package dev.busway.postgres;

import dev.busway.bus.registry.GroupRegistry;
import dev.busway.bus.registry.Responders;
import io.vertx.core.Future;
import java.util.Set;

/** Nobody asks for groups in a simulated world. */
record NoGroups(String node) implements GroupRegistry {
    @Override
    public Future<Void> join(String address, String name, int instance) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> leave(String address, String name, int instance) {
        return Future.succeededFuture();
    }

    @Override
    public Responders responders(String address) {
        return Responders.all(Set.of());
    }
}
