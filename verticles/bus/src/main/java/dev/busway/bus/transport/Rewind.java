package dev.busway.bus.transport;

import java.util.List;
import java.util.OptionalLong;

/**
 * A group's way to another position.
 *
 * @param group as the broker knows it
 * @param steps one for each shard, by its number
 */
public record Rewind(String group, List<Step> steps) {
    /**
     * One shard's part of it. Counts are those of offsets: a broker that compacts or has transactions keeps fewer messages.
     *
     * @param from the next message that the group would have got; empty where it never stood anywhere
     * @param to the next message that it gets
     * @param end where the next message will be written
     */
    public record Step(int shard, OptionalLong from, long to, long end) {
        /** Messages that the group had, and gets again. */
        public long again() {
            return Math.max(0, from.orElse(to) - to);
        }

        /** Messages that the group had not, and will not get. */
        public long skipped() {
            return Math.max(0, to - from.orElse(to));
        }
    }

    public long again() {
        return steps.stream().mapToLong(Step::again).sum();
    }

    public long skipped() {
        return steps.stream().mapToLong(Step::skipped).sum();
    }
}
