package dev.busway.bus;

import dev.busway.bus.transport.Transport;
import dev.busway.config.ConfigException;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Contract;
import dev.busway.contract.Delivery;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the channels of a bus, each with its carrier; refuses what the node cannot keep. */
final class BusOpening {
    private final Vertx vertx;
    private final BusSetup setup;
    private final Map<String, Channel> channels = new LinkedHashMap<>();

    BusOpening(Vertx vertx, BusSetup setup) {
        this.vertx = vertx;
        this.setup = setup;
    }

    Future<Bus> open() {
        List<Future<?>> opening = new ArrayList<>();
        try {
            for (Contract contract : setup.contracts()) {
                for (ChannelSpec spec : contract.channels()) {
                    if (!channels.containsKey(spec.address())) {
                        Channel channel = new Channel(vertx, spec, contract.operationsOn(spec.address()), setup);
                        channels.put(spec.address(), channel);
                        opening.add(transport(spec).carrier(spec).onSuccess(channel::carriedBy));
                    }
                }
            }
        } catch (ConfigException wrong) {
            return Future.failedFuture(wrong);
        }
        return Future.all(opening).map(done -> new Bus(setup, Map.copyOf(channels)));
    }

    private Transport transport(ChannelSpec spec) {
        if (spec.delivery() == Delivery.EFFECTIVELY_ONCE && setup.store().isEmpty()) {
            throw new ConfigException(
                    "channel " + spec.address() + " is effectively-once, and this node has no database."
                            + " Mend: give the node a postgres section, or the channel delivery: at-least-once.");
        }
        return setup.transports().stream()
                .filter(transport -> transport.name().equals(spec.transport()))
                .findFirst()
                .orElseThrow(
                        () -> new ConfigException("channel " + spec.address() + " is carried by " + spec.transport()
                                + ", and this node has no such transport. Mend: give the node a " + spec.transport()
                                + " section."));
    }
}
