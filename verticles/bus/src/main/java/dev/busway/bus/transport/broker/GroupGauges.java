package dev.busway.bus.transport.broker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Supplier;

/** What one group of a broker holds on this node, and its bounds, as gauges. */
public final class GroupGauges {
    private final MeterRegistry meters;
    private final String channel;
    private final String group;

    private GroupGauges(MeterRegistry meters, String channel, String group) {
        this.meters = meters;
        this.channel = channel;
        this.group = group;
    }

    /**
     * Registers {@code busway.consumer.in.flight}, {@code busway.consumer.held} and {@code busway.consumer.held.max}.
     *
     * @param most what the transport takes from the broker at most before any of it has ended
     * @return removes them again
     */
    public static Runnable on(MeterRegistry meters, String channel, String group, GroupWork work, int most) {
        GroupGauges gauges = new GroupGauges(meters, channel, group);
        List<Meter.Id> all = List.of(
                gauges.gauge("in.flight", "Messages that handlers of the group work on in this node", work::inFlight),
                gauges.gauge("held", "Messages of the group that wait or are worked on in this node", work::held),
                gauges.gauge("held.max", "Messages of the group that this node takes at most", () -> most));
        return () -> all.forEach(meters::remove);
    }

    /**
     * Registers {@code busway.consumer.lag}.
     *
     * @return removes it again
     */
    public static Runnable lag(MeterRegistry meters, String channel, String group, Supplier<Number> lag) {
        Meter.Id id = new GroupGauges(meters, channel, group)
                .gauge(
                        "lag",
                        "Messages that wait at the broker for the group, in the queues that this node reads",
                        lag);
        return () -> meters.remove(id);
    }

    private Meter.Id gauge(String name, String description, Supplier<Number> value) {
        return Gauge.builder("busway.consumer." + name, value)
                .description(description)
                .tag("channel", channel)
                .tag("group", group)
                .strongReference(true)
                .register(meters)
                .getId();
    }
}
