package dev.busway.bus.transport;

import dev.busway.contract.ChannelSpec;
import io.vertx.core.Future;

/**
 * Carries channels between processes. One per node and word, found by {@link java.util.ServiceLoader}; its conformance suite
 * is {@code TransportSuite} in the test kit.
 *
 * <p>Safe on any thread; no call blocks; no future fails but that of {@link #open}, {@link #carrier} and subscriptions.
 */
public interface Transport {
    /** Its word in {@link ChannelSpec#transport()}. */
    String name();

    /** Connects; fails with what is wrong and how to mend it when the other side cannot be reached. */
    Future<Void> open(TransportContext context);

    /** What this transport can do; a channel that asks for more is refused at start. */
    Features features();

    /** Makes ready to carry one channel (topics, queues); called once per channel. */
    Future<Carrier> carrier(ChannelSpec channel);

    /**
     * This transport where a store keeps for it what it does not keep itself: what carries its durable channels. Itself where it needs
     * none, or can do nothing with it. Asked when both are open; closed with this one.
     */
    default Transport keptBy(Mail mail) {
        return this;
    }

    /** Ends all subscriptions after what is in flight, then the connections. A second call does nothing. */
    Future<Void> close();
}
