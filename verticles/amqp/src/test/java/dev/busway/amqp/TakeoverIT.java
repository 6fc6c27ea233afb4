package dev.busway.amqp;

import static dev.busway.amqp.Node.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.transport.Carrier;
import dev.busway.contract.ChannelSpec;
import dev.busway.testkit.TestArtemis;
import org.junit.jupiter.api.Test;

class TakeoverIT {
    private static final int MESSAGES = 6_000;

    private final ChannelSpec spec = Specs.orders(6);
    private final Load load = new Load();

    @Test
    void nodes_that_come_and_go_under_load_lose_nothing_reorder_nothing_and_repeat_nothing() {
        try (Node sender = Node.on(TestArtemis.url());
                Node first = joined()) {
            Carrier carrier = sender.carrier(spec);
            load.send(carrier, 0, MESSAGES / 4);
            try (Node second = joined()) {
                load.send(carrier, MESSAGES / 4, MESSAGES / 2);
                first.leave();
                load.send(carrier, MESSAGES / 2, MESSAGES * 3 / 4);
                try (Node third = joined()) {
                    second.leave();
                    load.send(carrier, MESSAGES * 3 / 4, MESSAGES);
                    load.expectAllAccepted(MESSAGES);
                    load.expectNothingLostAndOrderKept();
                    assertThat(third.meters.find("busway.consumer.in.flight").gauge())
                            .isNotNull();
                }
            }
        }
        assertThat(load.overlaps()).isZero();
        assertThat(load.starts()).as("a graceful hand-over repeats nothing").isEqualTo(MESSAGES);
    }

    private Node joined() {
        Node node = Node.on(TestArtemis.url());
        await(node.carrier(spec).subscribe(spec.group(), message -> load.handle(node, message)));
        return node;
    }
}
