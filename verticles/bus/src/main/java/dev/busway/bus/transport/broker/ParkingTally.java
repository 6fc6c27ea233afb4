package dev.busway.bus.transport.broker;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What a group counts of its dead letters. Safe on any thread. */
public final class ParkingTally {
    private final LongAdder failed = new LongAdder();
    private final LongAdder behind = new LongAdder();
    private volatile int keys;

    void failed() {
        failed.increment();
    }

    void behind() {
        behind.increment();
    }

    void keys(int parked) {
        keys = parked;
    }

    /** Keys that are parked, as far as this node knows. */
    public int keys() {
        return keys;
    }

    /** Registers {@code busway.parked.keys} and {@code busway.dead.letters}; whoever does so removes them at its end. */
    public List<Meter.Id> register(MeterRegistry meters, String channel, String group) {
        return List.of(
                Gauge.builder("busway.parked.keys", this, ParkingTally::keys)
                        .description("Keys of the group whose messages wait in the dead letters, as this node knows")
                        .tag("channel", channel)
                        .tag("group", group)
                        .register(meters)
                        .getId(),
                counter(meters, channel, group, "failed", failed),
                counter(meters, channel, group, "behind", behind));
    }

    private static Meter.Id counter(MeterRegistry meters, String channel, String group, String why, LongAdder count) {
        return FunctionCounter.builder("busway.dead.letters", count, LongAdder::sum)
                .description(
                        "Messages that this node wrote to the dead letters: failed, or waiting behind one that did")
                .tag("channel", channel)
                .tag("group", group)
                .tag("why", why)
                .register(meters)
                .getId();
    }
}
