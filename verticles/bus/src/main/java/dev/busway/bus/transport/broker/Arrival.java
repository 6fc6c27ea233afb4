package dev.busway.bus.transport.broker;

import dev.busway.bus.Outcome;
import io.vertx.core.Future;
import java.util.Map;

/** One delivery of a broker on its way through a group. */
public interface Arrival {
    Shard shard();

    Incoming incoming();

    /** The group has it in its queue; called on its context, in the order of arrival, once. */
    default void queued() {}

    /**
     * Nothing more is to be done with it: it may be acknowledged. Called on the group's context. A released shard hears it too: a
     * handover waits for what runs, so that it is not handled again; where the connection has gone there is nothing to do.
     */
    void ended();

    /**
     * Writes it to another address as it came, with these as headers besides: what becomes of a delivery that is no message.
     *
     * @return done when durable; never fails
     */
    Future<Outcome> forward(String address, Map<String, String> headers);

    /** Where it stands, for logs: queue and number, partition and offset. */
    String place();
}
