package dev.busway.discovery.consul;

import dev.busway.bus.discovery.Health;
import dev.busway.bus.discovery.ServiceInstance;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an instance stands in Consul: its address as everybody reads it, the rest in its metadata, whose values are short there
 * (512 characters, 64 of them), so that it is cut in pieces.
 */
final class ConsulService {
    /** Status of the check: passing, there but not to be called, and, by the agent itself, not renewed. */
    static final String PASSING = "passing";

    static final String WARNING = "warning";
    private static final String CRITICAL = "critical";

    private static final String PIECE = "busway-";
    private static final int PIECE_LENGTH = 500;
    private static final int MOST_PIECES = 60;

    private ConsulService() {}

    static String status(ServiceInstance instance) {
        return instance.health() == Health.PASSING ? PASSING : WARNING;
    }

    static JsonObject write(ServiceInstance instance, Duration ttl, Duration gone) {
        JsonObject service = new JsonObject()
                .put("ID", instance.id())
                .put("Name", instance.service())
                .put("Tags", new JsonArray().add("busway"))
                .put("Meta", meta(instance))
                .put(
                        "Check",
                        new JsonObject()
                                .put("TTL", ttl.toMillis() + "ms")
                                .put("Status", status(instance))
                                .put("DeregisterCriticalServiceAfter", gone.toSeconds() + "s"));
        String http = instance.doors().get("http");
        if (http != null) {
            URI door = URI.create(http);
            service.put("Address", door.getHost()).put("Port", door.getPort());
        }
        return service;
    }

    private static JsonObject meta(ServiceInstance instance) {
        String text = instance.json().encode();
        if (text.length() > PIECE_LENGTH * MOST_PIECES) {
            // What it is called by matters more than what it lists.
            text = new ServiceInstance(
                            instance.service(),
                            instance.node(),
                            instance.incarnation(),
                            instance.version(),
                            instance.health(),
                            instance.doors(),
                            List.of(),
                            List.of())
                    .json()
                    .encode();
        }
        JsonObject meta = new JsonObject();
        for (int i = 0; i * PIECE_LENGTH < text.length(); i++) {
            meta.put(PIECE + i, text.substring(i * PIECE_LENGTH, Math.min(text.length(), (i + 1) * PIECE_LENGTH)));
        }
        return meta;
    }

    /** Reads an entry of {@code /v1/health/service}; empty for one whose lease is over, or that nobody can call. */
    static Optional<ServiceInstance> read(JsonObject entry) {
        try {
            JsonObject service = entry.getJsonObject("Service", new JsonObject());
            String worst = worst(entry.getJsonArray("Checks", new JsonArray()));
            JsonObject meta = service.getJsonObject("Meta", new JsonObject());
            return meta.containsKey(PIECE + 0) ? own(meta, worst) : foreign(service, entry, worst);
        } catch (DecodeException | ClassCastException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<ServiceInstance> own(JsonObject meta, String worst) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; meta.containsKey(PIECE + i); i++) {
            text.append(meta.getString(PIECE + i));
        }
        return worst.equals(CRITICAL)
                ? Optional.empty()
                : Optional.of(ServiceInstance.of(new JsonObject(text.toString()))
                        .with(worst.equals(PASSING) ? Health.PASSING : Health.FAILING));
    }

    /** A service that is none of ours: its address is its name, its door what the tag or {@code scheme} says, else http. */
    private static Optional<ServiceInstance> foreign(JsonObject service, JsonObject entry, String worst) {
        String own = service.getString("Address", "");
        String host =
                own.isEmpty() ? entry.getJsonObject("Node", new JsonObject()).getString("Address", "") : own;
        int port = service.getInteger("Port", 0);
        if (host.isEmpty() || port == 0) {
            return Optional.empty();
        }
        String scheme = service.getJsonObject("Meta", new JsonObject()).getString("scheme", "http");
        return Optional.of(new ServiceInstance(
                service.getString("Service", ""),
                host + ":" + port,
                0,
                service.getJsonObject("Meta", new JsonObject()).getString("version", ""),
                worst.equals(CRITICAL) ? Health.FAILING : Health.PASSING,
                Map.of(scheme, scheme + "://" + host + ":" + port),
                List.of(),
                List.of()));
    }

    private static String worst(JsonArray checks) {
        String worst = PASSING;
        for (int i = 0; i < checks.size(); i++) {
            String status = checks.getJsonObject(i).getString("Status", PASSING);
            if (status.equals(CRITICAL)) {
                return CRITICAL;
            }
            worst = status.equals(WARNING) ? WARNING : worst;
        }
        return worst;
    }
}
