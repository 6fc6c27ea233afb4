package dev.busway.postgres;

import dev.busway.bus.Outcome;
import dev.busway.postgres.Turn.Company;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives messages their turn on a connection. While one is free each goes alone, at once; what has to wait for one shares a
 * transaction with what else waits for the same handler by then. Safe on any thread.
 */
final class Turns {
    /** Lanes that nothing waits in are kept for what is known of their handlers, so many of them. */
    private static final int MOST_LANES = 1000;

    private final Units units;
    private final Map<Lane.Key, Lane> lanes = new HashMap<>();
    /** Those in which something waits, each once. */
    private final Deque<Lane> ready = new ArrayDeque<>();

    private int free;
    private int waiting;
    private boolean watched;

    Turns(Units units) {
        this.units = units;
        this.free = units.options().pool();
    }

    /** Fails as the database fails, and with BUSY when no connection comes free in time. */
    Future<Outcome> take(Delivery delivery) {
        Turn turn = new Turn(delivery, units.nanos());
        synchronized (this) {
            if (waiting >= units.options().waiting()) {
                return Future.failedFuture(units.database().busy());
            }
            if (lanes.size() >= MOST_LANES) {
                lanes.values().removeIf(Lane::isEmpty);
            }
            Lane lane = lanes.computeIfAbsent(Lane.Key.of(delivery), first -> new Lane());
            queue(lane);
            lane.add(turn);
            waiting++;
        }
        next();
        return turn.done.future();
    }

    /** Back to the head of their lane. */
    void again(List<Turn> turns, Company company) {
        if (turns.isEmpty()) {
            return;
        }
        turns.forEach(turn -> turn.company = company);
        synchronized (this) {
            Lane lane = lanes.computeIfAbsent(Lane.Key.of(turns.get(0).delivery), first -> new Lane());
            queue(lane);
            lane.addFirst(turns);
            waiting += turns.size();
        }
        next();
    }

    private void queue(Lane lane) {
        if (lane.isEmpty()) {
            ready.addLast(lane);
        }
    }

    /** A connection has come back. */
    private void freed() {
        synchronized (this) {
            free++;
        }
        next();
    }

    private void next() {
        while (true) {
            Lane lane;
            List<Turn> turns;
            synchronized (this) {
                if (free == 0 || waiting == 0) {
                    watch();
                    return;
                }
                lane = ready.removeFirst();
                turns = lane.next();
                waiting -= turns.size();
                free--;
                if (!lane.isEmpty()) {
                    ready.addLast(lane);
                }
            }
            start(lane.pace, turns);
        }
    }

    private void start(Pace pace, List<Turn> turns) {
        ContextInternal own = turns.get(0).delivery.context();
        ContextInternal context = turns.size() == 1 ? own : own.unwrap().duplicate();
        context.emit(go -> units.database().handling().onComplete((connection, failure) -> {
            if (failure != null) {
                freed();
                turns.forEach(turn -> turn.done.fail(failure));
                return;
            }
            Transaction transaction = Transaction.begin(units.vertx(), units.database(), connection, this::freed);
            if (turns.size() == 1) {
                Turn turn = turns.get(0);
                new UnitOfWork(units, turn.delivery, pace, connection, transaction)
                        .run()
                        .onComplete(turn.done);
            } else {
                new SharedWork(units, this, turns, pace, new Savepoint(units.vertx(), connection), transaction).run();
            }
        }));
    }

    /** Sees to it that nobody waits for ever. */
    private void watch() {
        if (waiting > 0 && !watched) {
            watched = true;
            long millis = units.options().patience().toMillis();
            units.vertx().setTimer(millis, timer -> refuseLate());
        }
    }

    private void refuseLate() {
        List<Turn> late = new ArrayList<>();
        synchronized (this) {
            watched = false;
            long before = units.nanos() - units.options().patience().toNanos();
            for (Lane lane : List.copyOf(ready)) {
                late.addAll(lane.since(before));
                if (lane.isEmpty()) {
                    ready.remove(lane);
                }
            }
            waiting -= late.size();
            watch();
        }
        late.forEach(turn -> turn.done.fail(units.database().busy()));
    }
}
