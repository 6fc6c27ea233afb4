package dev.busway.rabbitmq;

import static dev.busway.rabbitmq.Node.await;
import static dev.busway.rabbitmq.Node.message;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.Carrier;
import dev.busway.contract.ChannelSpec;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LagIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void what_waits_at_the_broker_for_a_slow_group_is_measured_and_falls_to_nothing() {
        ChannelSpec spec = Node.orders().key("/key").shards(2).maxInFlight(1).build();
        Promise<Outcome> slow = Promise.promise();
        try (Node node = Node.on(TestBroker.shared().uri(), Map.of("lagEvery", "500ms", "prefetch", 1))) {
            Carrier carrier = node.carrier(spec);
            await(carrier.subscribe(spec.group(), message -> slow.future()));
            for (int n = 0; n < 20; n++) {
                await(carrier.send(message("key" + n, n)));
            }

            // Each of the two queues has one message here and keeps the rest.
            await().atMost(PATIENCE).until(() -> lag(node) == 18);
            slow.complete(Outcome.delivered());

            await().atMost(PATIENCE).until(() -> lag(node) == 0);
        }
    }

    private static double lag(Node node) {
        return node.meters.get("busway.consumer.lag").gauge().value();
    }
}
