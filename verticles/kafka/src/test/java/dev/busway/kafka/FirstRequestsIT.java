package dev.busway.kafka;

import static dev.busway.kafka.Node.await;
import static dev.busway.kafka.Specs.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.Carrier;
import dev.busway.contract.ChannelSpec;
import dev.busway.testkit.TestKafka;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node's first requests wait for: reply topics that are made, known and followed, many at once. */
class FirstRequestsIT {
    private static final int CHANNELS = 50;
    /** Fifty groups and fifty topics are work for a slow machine; an answer that is missed never comes. */
    private static final Duration LONGEST = Duration.ofSeconds(90);

    @Test
    void the_first_requests_over_fifty_channels_at_once_are_all_answered() {
        try (Node asking = Node.on(TestKafka.bootstrap());
                Node answering = Node.on(TestKafka.bootstrap())) {
            List<Future<Carrier>> fresh = new ArrayList<>();
            List<Future<?>> joined = new ArrayList<>();
            for (int i = 0; i < CHANNELS; i++) {
                ChannelSpec spec = Specs.orders(1);
                Future<Carrier> carrier = asking.transport.carrier(spec);
                fresh.add(carrier);
                joined.add(carrier.compose(there -> answering.transport.carrier(spec))
                        .compose(there -> there.subscribe(
                                spec.group(),
                                message -> Future.succeededFuture(
                                        new Outcome.Replied(message.reply(message.payload()))))));
            }
            ended(Future.all(joined));

            List<Future<Outcome>> asked = fresh.stream()
                    .map(carrier -> carrier.result().request(message("k", 1).within(LONGEST)))
                    .toList();

            ended(Future.all(asked));
            assertThat(asked).allSatisfy(answer -> assertThat(await(answer)).isInstanceOf(Outcome.Replied.class));
        }
    }

    private static void ended(Future<?> all) {
        await().atMost(LONGEST).until(all::isComplete);
        await(all);
    }
}
