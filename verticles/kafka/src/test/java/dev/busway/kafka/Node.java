package dev.busway.kafka;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.TransportContext;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One node of a test: its own Vert.x, its own transport. */
final class Node implements AutoCloseable {
    final Vertx vertx;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final KafkaTransport transport = new KafkaTransport();

    private Node(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Connects with quick commits; blocks. */
    static Node on(String bootstrap) {
        return on(bootstrap, Map.of());
    }

    static Node on(String bootstrap, Map<String, Object> more) {
        return on(Vertx.vertx(), bootstrap, more);
    }

    /** One that closes this Vert.x with it. */
    static Node on(Vertx vertx, String bootstrap, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap", bootstrap);
        settings.putIfAbsent("commitEvery", "50ms");
        Node node = new Node(vertx);
        await(node.transport.open(
                new TransportContext(node.vertx, "test", new Section("kafka", settings), node.meters)));
        return node;
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

    @Override
    public void close() {
        await(transport.close());
        await(vertx.close());
    }
}
