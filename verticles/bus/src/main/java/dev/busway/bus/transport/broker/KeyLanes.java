package dev.busway.bus.transport.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets tasks of different keys run side by side, up to a bound, and those of one key strictly one after the other, in the order
 * in which they came. A parked task keeps its key's lane closed and takes no place among the running ones. Touched by one thread.
 */
final class KeyLanes<T> {
    private final int bound;
    private final Map<Object, Lane<T>> lanes = new HashMap<>();
    private final ArrayDeque<Lane<T>> ready = new ArrayDeque<>();
    private int running;
    private int size;

    private enum State {
        READY,
        RUNNING,
        PARKED,
        OVER
    }

    /** The tasks of one key; the first is the one that runs. */
    static final class Lane<T> {
        private final Object key;
        private @Nullable T first;
        /** Those behind the first; most keys have none. */
        private @Nullable ArrayDeque<T> rest;

        private State state = State.READY;

        private Lane(Object key) {
            this.key = key;
        }

        T task() {
            return Objects.requireNonNull(first);
        }

        /** Whether it is the only one. */
        private boolean add(T task) {
            if (first == null) {
                first = task;
                return true;
            }
            if (rest == null) {
                rest = new ArrayDeque<>(4);
            }
            rest.addLast(task);
            return false;
        }

        private void removeFirst() {
            first = rest == null ? null : rest.pollFirst();
        }

        /** Removes those behind the first that are gone; how many. */
        private int thin(Predicate<T> gone) {
            ArrayDeque<T> behind = rest;
            if (behind == null) {
                return 0;
            }
            int before = behind.size();
            behind.removeIf(gone);
            return before - behind.size();
        }
    }

    /** @param bound most running tasks */
    KeyLanes(int bound) {
        this.bound = bound;
    }

    /** Queues a task; with no key it waits for no other. */
    void add(@Nullable Object key, T task) {
        Lane<T> lane = lanes.computeIfAbsent(key == null ? new Object() : key, Lane::new);
        size++;
        if (lane.add(task)) {
            ready.addLast(lane);
        }
    }

    /** The lane whose first task may start now and counts as running from here; {@code null} when none may. */
    @Nullable
    Lane<T> next() {
        Lane<T> lane = running < bound ? ready.pollFirst() : null;
        if (lane != null) {
            lane.state = State.RUNNING;
            running++;
        }
        return lane;
    }

    /** The running task has ended: the key's next one may start. */
    void finished(Lane<T> lane) {
        running--;
        size--;
        lane.removeFirst();
        goOn(lane);
    }

    /** The running task waits for its next try; its key waits with it. */
    void parked(Lane<T> lane) {
        running--;
        lane.state = State.PARKED;
    }

    /** The parked task may run again, before what is queued; nothing happens when it was dropped meanwhile. */
    void again(Lane<T> lane, T task) {
        if (lane.state == State.PARKED && lane.task() == task) {
            lane.state = State.READY;
            ready.addFirst(lane);
        }
    }

    /**
     * Forgets tasks that are not running.
     *
     * @param gone asked in the order of a lane, with whether it may stay: what lies behind a parked task that goes may not, since
     *     it would overtake it
     */
    void drop(BiPredicate<T, Boolean> gone) {
        List<Lane<T>> all = new ArrayList<>(lanes.values());
        ready.clear();
        for (Lane<T> lane : all) {
            boolean runs = lane.state == State.RUNNING;
            boolean parks = lane.state == State.PARKED;
            boolean firstGone = !runs && gone.test(lane.task(), !parks);
            boolean mayStay = !(parks && firstGone);
            size -= lane.thin(task -> gone.test(task, mayStay));
            if (firstGone) {
                lane.removeFirst();
                size--;
            }
            if (!runs && (!parks || firstGone)) {
                goOn(lane);
            }
        }
    }

    /** The running task is left to others, and so is what waits behind it and is gone. */
    void left(Lane<T> lane, Predicate<T> gone) {
        size -= 1 + lane.thin(gone);
        lane.removeFirst();
        running--;
        goOn(lane);
    }

    /** Tasks that wait, run or are parked. */
    int size() {
        return size;
    }

    /** Tasks that run. */
    int running() {
        return running;
    }

    private void goOn(Lane<T> lane) {
        if (lane.first == null) {
            lane.state = State.OVER;
            lanes.remove(lane.key);
        } else {
            lane.state = State.READY;
            ready.addLast(lane);
        }
    }
}
