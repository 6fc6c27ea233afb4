package dev.busway.grpc;

import dev.busway.bus.discovery.Registry;
import dev.busway.bus.discovery.RegistryContext;
import dev.busway.bus.discovery.RegistryView;
import dev.busway.bus.discovery.ServiceInstance;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** Knows nobody. */
final class FakeRegistry implements Registry {

    @Override
    public String kind() {
        return "fake";
    }

    @Override
    public Future<Void> open(RegistryContext context) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> register(ServiceInstance instance) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> deregister(String id) {
        return Future.succeededFuture();
    }

    @Override
    public RegistryView view() {
        return new RegistryView(List.of(), Duration.ZERO);
    }

    @Override
    public void onChange(Runnable heard) {}

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
