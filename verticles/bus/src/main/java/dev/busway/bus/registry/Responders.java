package dev.busway.bus.registry;

import java.util.Set;

/**
 * Who can answer on a publish-subscribe channel, as far as a node knows.
 *
 * @param groups names of groups
 * @param extent whether there can be others
 */
public record Responders(Set<String> groups, Extent extent) {
    /** How much of the truth this is. */
    public enum Extent {
        /** Nobody else takes the channel. */
        ALL,
        /** The node stands in no cluster and knows its own groups only. */
        THIS_NODE
    }

    public Responders {
        groups = Set.copyOf(groups);
    }

    public static Responders all(Set<String> groups) {
        return new Responders(groups, Extent.ALL);
    }

    public static Responders thisNode(Set<String> groups) {
        return new Responders(groups, Extent.THIS_NODE);
    }

    public boolean isComplete() {
        return extent == Extent.ALL;
    }
}
