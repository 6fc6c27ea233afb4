package dev.busway.bus.transport.broker;

import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.contract.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Point-to-point channels of a broker that is not there. */
final class FakeChannels {
    private FakeChannels() {}

    static ChannelSpec of(int attempts, Optional<String> deadLetter, int maxInFlight) {
        return new ChannelSpec(
                "c",
                "c",
                ChannelKind.POINT_TO_POINT,
                Delivery.AT_LEAST_ONCE,
                "fake",
                "c",
                Optional.empty(),
                1,
                new Retry(attempts, Duration.ofMillis(1), Duration.ofMillis(1)),
                deadLetter,
                ChannelSpec.Interop.FRAME,
                maxInFlight,
                List.of());
    }
}
