package dev.busway.bus.discovery;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One service on one node, or one outside: who offers it, and how it is reached.
 *
 * @param service its name: what callers ask for
 * @param node that offers it, unique in the cluster; of one outside: its address
 * @param incarnation of the node, rising with every start, so that what a node left behind is told from what it offers now
 * @param version of the service's contract; empty where it is not known
 * @param doors addresses by the word of the gateway: {@code http} → {@code http://10.0.0.7:8080}
 * @param channels that its contract declares
 * @param operations that its contract declares
 */
public record ServiceInstance(
        String service,
        String node,
        long incarnation,
        String version,
        Health health,
        Map<String, String> doors,
        List<String> channels,
        List<String> operations) {
    public ServiceInstance {
        doors = Map.copyOf(doors);
        channels = List.copyOf(channels);
        operations = List.copyOf(operations);
        if (service.isBlank() || node.isBlank()) {
            throw new IllegalArgumentException("an instance of a service has the names of its service and its node");
        }
    }

    /** One for each service and node: a later one with the same id replaces it. */
    public String id() {
        return service + "@" + node;
    }

    /** The same with another health. */
    public ServiceInstance with(Health other) {
        return new ServiceInstance(service, node, incarnation, version, other, doors, channels, operations);
    }

    /** How registries keep it. */
    public JsonObject json() {
        JsonObject told = new JsonObject();
        new TreeMap<>(doors).forEach(told::put);
        return new JsonObject()
                .put("service", service)
                .put("node", node)
                .put("incarnation", incarnation)
                .put("version", version)
                .put("health", health.name())
                .put("doors", told)
                .put("channels", new JsonArray(channels))
                .put("operations", new JsonArray(operations));
    }

    /**
     * Reads what {@link #json} gave.
     *
     * @throws DecodeException for what no node wrote
     */
    public static ServiceInstance of(JsonObject kept) {
        try {
            Map<String, String> doors = new TreeMap<>();
            kept.getJsonObject("doors", new JsonObject())
                    .forEach(door -> doors.put(door.getKey(), (String) door.getValue()));
            return new ServiceInstance(
                    kept.getString("service", ""),
                    kept.getString("node", ""),
                    kept.getLong("incarnation", 0L),
                    kept.getString("version", ""),
                    Health.valueOf(kept.getString("health", Health.PASSING.name())),
                    doors,
                    words(kept.getJsonArray("channels", new JsonArray())),
                    words(kept.getJsonArray("operations", new JsonArray())));
        } catch (ClassCastException | IllegalArgumentException foreign) {
            throw new DecodeException("no instance of a service: " + foreign.getMessage(), foreign);
        }
    }

    private static List<String> words(JsonArray kept) {
        return kept.stream().map(String.class::cast).toList();
    }
}
