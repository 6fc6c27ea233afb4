package dev.busway.testkit.conformance;

import dev.busway.bus.registry.GroupRegistry;
import dev.busway.bus.registry.Responders;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The groups of nodes that stand in no cluster, in one place: what the directory of a cluster is to nodes that do. */
final class GroupsInMemory {
    private record Place(String address, String group) {}

    private final Map<Place, Set<String>> instances = new ConcurrentHashMap<>();

    GroupRegistry of(String node) {
        return new GroupRegistry() {
            @Override
            public String node() {
                return node;
            }

            @Override
            public Future<Void> join(String address, String group, int instance) {
                instances
                        .computeIfAbsent(new Place(address, group), first -> ConcurrentHashMap.newKeySet())
                        .add(node + "/" + instance);
                return Future.succeededFuture();
            }

            @Override
            public Future<Void> leave(String address, String group, int instance) {
                instances.computeIfPresent(new Place(address, group), (place, all) -> {
                    all.remove(node + "/" + instance);
                    return all;
                });
                return Future.succeededFuture();
            }

            @Override
            public Responders responders(String address) {
                return Responders.all(instances.entrySet().stream()
                        .filter(place -> place.getKey().address().equals(address)
                                && !place.getValue().isEmpty())
                        .map(place -> place.getKey().group())
                        .collect(Collectors.toSet()));
            }
        };
    }
}
