package dev.busway.postgres;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Which transactions a statement saw, as {@code pg_current_snapshot()} tells: {@code xmin:xmax:running,...}. The log numbers
 * transactions by the lower halves alone, so they are compared as numbers on a circle.
 */
final class SnapshotView {
    /** One that saw none. */
    static final SnapshotView NOTHING = parse("0:0:");

    private final int xmin;
    private final int xmax;
    private final Set<Integer> running;

    private SnapshotView(int xmin, int xmax, Set<Integer> running) {
        this.xmin = xmin;
        this.xmax = xmax;
        this.running = running;
    }

    static SnapshotView parse(String text) {
        String[] parts = text.split(":", -1);
        Set<Integer> running = new HashSet<>();
        if (!parts[2].isEmpty()) {
            Arrays.stream(parts[2].split(",")).forEach(xid -> running.add((int) Long.parseLong(xid)));
        }
        return new SnapshotView((int) Long.parseLong(parts[0]), (int) Long.parseLong(parts[1]), running);
    }

    /** Whether a transaction that has committed was seen. */
    boolean sees(int xid) {
        return xid - xmin < 0 || (xid - xmax < 0 && !running.contains(xid));
    }
}
