package dev.busway.http;

import dev.busway.bus.discovery.Health;
import dev.busway.bus.discovery.Registry;
import dev.busway.bus.discovery.RegistryContext;
import dev.busway.bus.discovery.RegistryView;
import dev.busway.bus.discovery.ServiceInstance;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Knows what the test tells it. */
final class FakeRegistry implements Registry {
    private final List<ServiceInstance> instances = new CopyOnWriteArrayList<>();

    void offer(String service, String node, int port) {
        instances.add(new ServiceInstance(
                service,
                node,
                1,
                "",
                Health.PASSING,
                Map.of("http", "http://127.0.0.1:" + port),
                List.of(),
                List.of()));
    }

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
        return new RegistryView(instances, Duration.ZERO);
    }

    @Override
    public void onChange(Runnable heard) {}

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
