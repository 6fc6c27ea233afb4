package dev.busway.kafka;

import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.contract.MessageSpec;
import dev.busway.contract.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Channels for tests, each on a topic of its own. */
final class Specs {
    static final Retry QUICK = new Retry(3, Duration.ofMillis(5), Duration.ofMillis(20));

    private Specs() {}

    static String address(String what) {
        return what + "." + UUID.randomUUID();
    }

    /** At-least-once, point-to-point, three quick tries, dead letters. */
    static ChannelSpec orders(int shards) {
        String address = address("orders");
        return spec(address, ChannelKind.POINT_TO_POINT, Delivery.AT_LEAST_ONCE, shards, List.of());
    }

    static ChannelSpec events(int shards) {
        return spec(address("events"), ChannelKind.PUBLISH_SUBSCRIBE, Delivery.AT_LEAST_ONCE, shards, List.of());
    }

    static ChannelSpec spec(
            String address, ChannelKind kind, Delivery delivery, int shards, List<MessageSpec> messages) {
        return new ChannelSpec(
                address,
                address,
                kind,
                delivery,
                "kafka",
                address,
                Optional.empty(),
                shards,
                QUICK,
                delivery.durable() ? Optional.of(address + ".dead") : Optional.empty(),
                ChannelSpec.Interop.FRAME,
                64,
                messages);
    }
}
