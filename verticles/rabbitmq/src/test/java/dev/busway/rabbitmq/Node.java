package dev.busway.rabbitmq;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.TransportContext;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;
import dev.busway.testkit.Specs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** One node of a test: its own Vert.x, its own transport. */
final class Node implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final RabbitTransport transport = new RabbitTransport();

    /** Connects with a quick balance; blocks. */
    static Node on(String uri) {
        return on(uri, Map.of());
    }

    static Node on(String uri, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("uri", uri);
        settings.putIfAbsent("balanceEvery", "100ms");
        Node node = new Node();
        await(node.transport.open(
                new TransportContext(node.vertx, "test", new Section("rabbitmq", settings), node.meters)));
        return node;
    }

    Carrier carrier(ChannelSpec spec) {
        return await(transport.carrier(spec));
    }

    /** At-least-once, point-to-point, three quick tries, dead letters; not built yet. */
    static Specs orders() {
        String address = "orders." + UUID.randomUUID();
        return Specs.pointToPoint(address)
                .transport("rabbitmq")
                .delivery(Delivery.AT_LEAST_ONCE)
                .retry(3, Duration.ofMillis(5), Duration.ofMillis(20))
                .deadLetter(address + ".dead")
                .maxInFlight(64);
    }

    static Message message(String key, int n) {
        return Message.builder("orders.Create")
                .key(key)
                .payload(new JsonObject().put("n", n).put("key", key))
                .build();
    }

    static int number(Message message) {
        return message.json().getInteger("n");
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
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
