package dev.busway.amqp;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.TransportContext;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** One node of a test: its own Vert.x, its own transport. */
final class Node implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AmqpTransport transport = new AmqpTransport();

    /** Connects; blocks. */
    static Node on(String url) {
        return on(url, Map.of());
    }

    static Node on(String url, Map<String, Object> more) {
        Node node = new Node();
        String name = "test-" + UUID.randomUUID();
        await(node.transport.open(
                new TransportContext(node.vertx, name, new Section("amqp", settings(url, more)), node.meters)));
        return node;
    }

    static Map<String, Object> settings(String url, Map<String, Object> more) {
        URI place = URI.create(url);
        Map<String, Object> settings = new HashMap<>(more);
        // A broker that is restarted on a busy machine is away for longer than the default.
        settings.putIfAbsent("deliveryTimeout", "100s");
        settings.put("host", place.getHost());
        settings.put("port", place.getPort());
        return settings;
    }

    Carrier carrier(ChannelSpec spec) {
        return await(transport.carrier(spec));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    /** Why it was refused. */
    static Problem.Kind kind(Outcome outcome) {
        Problem problem = outcome.problem();
        if (problem == null) {
            throw new AssertionError("not refused: " + outcome);
        }
        return problem.kind();
    }

    /** Ends what it reads, after what it has in flight, and goes. */
    void leave() {
        await(transport.close());
    }

    @Override
    public void close() {
        leave();
        await(vertx.close());
    }
}
