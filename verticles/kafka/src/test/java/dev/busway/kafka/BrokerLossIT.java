package dev.busway.kafka;

import static dev.busway.kafka.Node.await;
import static dev.busway.kafka.Node.kind;
import static dev.busway.kafka.Specs.message;
import static dev.busway.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.transport.Carrier;
import dev.busway.contract.ChannelSpec;
import dev.busway.testkit.Patience;
import dev.busway.testkit.embedded.ChildKafka;
import io.vertx.core.Future;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerLossIT {
    @Test
    void a_broker_that_dies_means_typed_refusals_in_time_and_success_when_it_is_back(@TempDir Path home)
            throws Exception {
        ChannelSpec spec = Specs.orders(1);
        Set<Integer> handled = ConcurrentHashMap.newKeySet();
        try (ChildKafka kafka = ChildKafka.start(home);
                Node node = Node.on(kafka.bootstrap(), Map.of("deliveryTimeout", "3s", "drain", "1s"))) {
            Carrier carrier = node.carrier(spec);
            await(carrier.subscribe(spec.group(), message -> {
                handled.add(message.json().getInteger("n"));
                return Future.succeededFuture(Outcome.delivered());
            }));
            await().until(() -> await(carrier.send(message("k", 1))).equals(Outcome.delivered()));
            await().until(() -> handled.contains(1));

            kafka.kill();
            long start = System.nanoTime();
            Outcome lost = await(carrier.send(message("k", 2).within(Duration.ofSeconds(1))));
            assertThat(kind(lost)).isIn(Kind.TIMEOUT, Kind.BUSY);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Patience.LONG);
            Outcome withoutDeadline = await(carrier.send(message("k", 3)));
            assertThat(kind(withoutDeadline)).isIn(Kind.TIMEOUT, Kind.BUSY);

            kafka.restart();
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                Outcome outcome = await(carrier.send(message("k", 4).within(Duration.ofSeconds(2))));
                return outcome.equals(Outcome.delivered());
            });
            await().atMost(Duration.ofSeconds(30)).until(() -> handled.contains(4));
        }
    }

    @Test
    void a_wrong_address_fails_the_start_with_a_mend() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        long start = System.nanoTime();

        assertThatThrownBy(() -> Node.on("127.0.0.1:" + nobody, Map.of("connectTimeout", "2s")))
                .rootCause()
                .hasMessageContaining("Kafka at 127.0.0.1:" + nobody + " cannot be reached")
                .hasMessageContaining("Mend: start it, or correct kafka.bootstrap.");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Patience.LONG);
    }

    @Test
    void a_topic_with_too_few_partitions_is_refused_with_a_mend(@TempDir Path home) throws Exception {
        ChannelSpec three = Specs.orders(3);
        ChannelSpec five = Specs.spec(three.address(), three.kind(), three.delivery(), 5, three.messages());
        try (ChildKafka kafka = ChildKafka.start(home);
                Node node = Node.on(kafka.bootstrap())) {
            node.carrier(three);

            assertThatThrownBy(() -> node.carrier(five))
                    .rootCause()
                    .hasMessageContaining("has 3 partitions, its channel has 5 shards. Mend:");
        }
    }
}
