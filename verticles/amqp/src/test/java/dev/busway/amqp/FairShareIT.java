package dev.busway.amqp;

import static dev.busway.amqp.Node.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.busway.bus.transport.Carrier;
import dev.busway.contract.ChannelSpec;
import dev.busway.testkit.TestArtemis;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FairShareIT {
    private static final int SHARDS = 6;
    private static final int STEP = 600;

    private final ChannelSpec spec = Specs.orders(SHARDS);
    private final Load load = new Load();
    private int sent;

    @Test
    void a_node_that_comes_later_gets_its_share_of_the_shards_in_order_and_nothing_twice() {
        AtomicInteger early = new AtomicInteger();
        AtomicInteger late = new AtomicInteger();
        try (Node sender = Node.on(TestArtemis.url());
                Node first = joined(early)) {
            Carrier carrier = sender.carrier(spec);
            more(carrier);
            assertThat(first.meters.find("busway.consumer.in.flight").gauge()).isNotNull();
            try (Node second = joined(late)) {
                await().atMost(Duration.ofSeconds(90)).until(() -> {
                    int before = late.get();
                    more(carrier);
                    return late.get() - before > STEP / SHARDS;
                });
                load.expectAllAccepted(sent);
                load.expectNothingLostAndOrderKept();
                assertThat(second.meters.find("busway.consumer.in.flight").gauge())
                        .isNotNull();
            }
        }
        assertThat(early).hasPositiveValue();
        assertThat(load.overlaps()).isZero();
        assertThat(load.starts()).isEqualTo(sent);
    }

    private void more(Carrier carrier) {
        load.send(carrier, sent, sent + STEP);
        sent += STEP;
    }

    private Node joined(AtomicInteger handled) {
        Node node = Node.on(TestArtemis.url(), Map.of("shareEvery", "500ms"));
        await(node.carrier(spec).subscribe(spec.group(), message -> {
            handled.incrementAndGet();
            return load.handle(node, message);
        }));
        return node;
    }
}
