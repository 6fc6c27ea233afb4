package dev.busway.kafka;

import static dev.busway.kafka.Node.await;
import static dev.busway.kafka.Specs.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.Position;
import dev.busway.bus.transport.Rewind;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import dev.busway.testkit.TestKafka;
import dev.busway.testkit.cluster.LocalCluster;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** A group whose members are on two nodes of a Hazelcast cluster: one node calls them all out and back. */
class ReplayClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int KEYS = 16;

    private final ChannelSpec spec = Specs.events(4);
    private int sent;

    /** What one group got on one node. */
    private static final class Log {
        private final Queue<Message> taken = new ConcurrentLinkedQueue<>();

        Future<Outcome> take(Message message) {
            taken.add(message);
            return Future.succeededFuture(Outcome.delivered());
        }
    }

    @Test
    void a_group_of_two_nodes_begins_again_on_the_call_of_one_and_another_group_sees_nothing_of_it() {
        try (LocalCluster cluster = LocalCluster.start(2);
                Node first = Node.on(cluster.node(0), TestKafka.bootstrap(), Map.of());
                Node second = Node.on(cluster.node(1), TestKafka.bootstrap(), Map.of())) {
            Carrier carrier = first.carrier(spec);
            Log here = new Log();
            Log there = new Log();
            Log stock = new Log();
            await(carrier.subscribe("mail", here::take));
            await(second.carrier(spec).subscribe("mail", there::take));
            await(carrier.subscribe("stock", stock::take));
            await().atMost(SOON).until(() -> {
                send(carrier);
                return !here.taken.isEmpty() && !there.taken.isEmpty();
            });
            await().atMost(SOON).until(() -> here.taken.size() + there.taken.size() == sent);
            Set<String> once = ids(here, there);
            assertThat(once).hasSize(sent);
            here.taken.clear();
            there.taken.clear();

            Rewind done = await(carrier.history().orElseThrow().rewind("mail", new Position.Beginning()));

            assertThat(done.again()).isEqualTo(sent);
            await().atMost(SOON).until(() -> here.taken.size() + there.taken.size() >= sent);
            assertThat(ids(here, there)).isEqualTo(once);
            await().atMost(SOON).until(() -> stock.taken.size() >= sent);
            assertThat(stock.taken).hasSize(sent);
        }
    }

    private void send(Carrier carrier) {
        assertThat(await(carrier.publish(message("k" + sent % KEYS, sent)))).isEqualTo(Outcome.delivered());
        sent++;
    }

    private static Set<String> ids(Log one, Log other) {
        Set<String> all = new HashSet<>();
        List.of(one, other).forEach(log -> log.taken.forEach(message -> all.add(message.id())));
        return all;
    }
}
