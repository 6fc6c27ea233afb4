package dev.busway.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the log brought on its way to the transports: of one key one after the other, else all at once. Used on the relay's
 * context alone.
 */
final class Lanes {
    /** A transport that has not answered after so long holds up the log no more. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Context context;
    private final Carriage carriage;
    private final Flight flight;
    private final Ends ends;
    private final Map<String, Lane> lanes = new HashMap<>();

    /** What becomes of them. */
    interface Ends {
        /** The transport answered. */
        void landed(Handed one, Carriage.Landing landing);

        /** It has not answered yet; it is still under way. */
        void late(Handed one);

        /** Not begun: it comes behind one that is late or was refused. */
        void left(Handed one);
    }

    private static final class Lane {
        final Deque<Handed> waiting = new ArrayDeque<>();
        Handed flying;
        long since = System.nanoTime();
        boolean late;

        Lane(Handed first) {
            flying = first;
        }
    }

    Lanes(Context context, RelayParts parts, Ends ends) {
        this.context = context;
        this.carriage = parts.carriage();
        this.flight = parts.flight();
        this.ends = ends;
    }

    Set<String> sequences() {
        return lanes.keySet();
    }

    boolean isEmpty() {
        return lanes.isEmpty();
    }

    void offer(Handed one) {
        Lane lane = lanes.get(one.sequence());
        if (lane == null) {
            Lane fresh = new Lane(one);
            lanes.put(one.sequence(), fresh);
            fly(fresh);
        } else {
            lane.waiting.add(one);
        }
    }

    private void fly(Lane lane) {
        Handed one = lane.flying;
        lane.since = System.nanoTime();
        flight.takesOff(one.row());
        Future<Carriage.Landing> landing = carriage.carry(one.row());
        // What has landed already would be nested in itself, as deep as the lane is long.
        boolean nested = landing.isComplete();
        landing.onComplete(done -> {
            if (!nested && Vertx.currentContext() == context) {
                down(lane, one, done.result());
            } else {
                context.runOnContext(here -> down(lane, one, done.result()));
            }
        });
    }

    private void down(Lane lane, Handed one, Carriage.Landing landing) {
        flight.lands(one.row().seq());
        landed(lane, one, landing);
    }

    private void landed(Lane lane, Handed one, Carriage.Landing landing) {
        boolean on = landing.end() != Carriage.End.LATER;
        Handed next = on ? lane.waiting.poll() : null;
        if (next == null) {
            lanes.remove(one.sequence());
        }
        ends.landed(one, landing);
        if (next != null) {
            lane.flying = next;
            lane.late = false;
            fly(lane);
        } else {
            leave(lane);
        }
    }

    private void leave(Lane lane) {
        List<Handed> behind = List.copyOf(lane.waiting);
        lane.waiting.clear();
        behind.forEach(ends::left);
    }

    /** Nothing more begins: what waits is read again by whoever reads next. */
    void halt() {
        lanes.values().forEach(lane -> lane.waiting.clear());
    }

    /** Lets go of what takes too long, and of what waits behind it. */
    void check() {
        long now = System.nanoTime();
        for (Lane lane : List.copyOf(lanes.values())) {
            if (!lane.late && now - lane.since > PATIENCE.toNanos()) {
                lane.late = true;
                ends.late(lane.flying);
                leave(lane);
            }
        }
    }
}
