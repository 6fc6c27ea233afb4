package dev.busway.bus.transport;

import java.util.Set;

/** What a transport can do. A channel that asks for more is refused at start; a rule of the suite that needs more is skipped. */
public record Features(Set<Feature> all) {
    public Features {
        all = Set.copyOf(all);
    }

    public static Features of(Feature... some) {
        return new Features(Set.of(some));
    }

    public boolean has(Feature feature) {
        return all.contains(feature);
    }

    public boolean durable() {
        return has(Feature.DURABLE);
    }

    public boolean ordered() {
        return has(Feature.ORDERED);
    }

    public boolean gather() {
        return has(Feature.GATHER);
    }
}
