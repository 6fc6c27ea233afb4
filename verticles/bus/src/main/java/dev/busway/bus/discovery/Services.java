package dev.busway.bus.discovery;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who offers what, as one node knows it: what its registry says, and services outside that its configuration names. Safe on any thread. */
public final class Services implements Shareable {
    private static final String KEY = "dev.busway.services";
    private static final Comparator<ServiceInstance> ORDER =
            Comparator.comparing(ServiceInstance::service).thenComparing(ServiceInstance::node);

    private final Registry registry;
    private final List<ServiceInstance> outside;

    /** As long as the registry says nothing else, this is not put together again: each call of a service asks. */
    private volatile Both both;

    private record Both(List<ServiceInstance> said, List<ServiceInstance> all) {}

    private Services(Registry registry, List<ServiceInstance> outside) {
        this.registry = registry;
        this.outside = outside.stream().sorted(ORDER).toList();
        this.both = new Both(List.of(), this.outside);
    }

    /** What this node asks from now on. */
    public static void use(Vertx vertx, Registry registry, List<ServiceInstance> outside) {
        map(vertx).put(KEY, new Services(registry, outside));
    }

    /** Empty where the node has none, or it is not open yet. */
    public static Optional<Services> of(Vertx vertx) {
        return Optional.ofNullable(map(vertx).get(KEY));
    }

    private static Map<String, Services> map(Vertx vertx) {
        return vertx.sharedData().getLocalMap(KEY);
    }

    /** The word of the registry. */
    public String kind() {
        return registry.kind();
    }

    /** What is known now; never waits. */
    public RegistryView view() {
        RegistryView said = registry.view();
        if (outside.isEmpty()) {
            return said;
        }
        Both known = both;
        if (known.said() != said.instances()) {
            List<ServiceInstance> all = new ArrayList<>(said.instances());
            all.addAll(outside);
            all.sort(ORDER);
            known = new Both(said.instances(), List.copyOf(all));
            both = known;
        }
        return new RegistryView(known.all(), said.age());
    }
}
