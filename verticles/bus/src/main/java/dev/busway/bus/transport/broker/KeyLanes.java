package dev.busway.bus.transport.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        private final ArrayDeque<T> tasks = new ArrayDeque<>(1);
        private State state = State.READY;

        private Lane(Object key) {
            this.key = key;
        }

        T task() {
            return tasks.getFirst();
        }
    }

    /** @param bound most running tasks */
    KeyLanes(int bound) {
        this.bound = bound;
    }

    /** Queues a task; with no key it waits for no other. */
    void add(@Nullable Object key, T task) {
        Lane<T> lane = lanes.computeIfAbsent(key == null ? new Object() : key, Lane::new);
        lane.tasks.addLast(task);
        size++;
        if (lane.tasks.size() == 1) {
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
        lane.tasks.removeFirst();
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
            T first = lane.task();
            boolean firstGone = !runs && gone.test(first, !parks);
            boolean mayStay = !(parks && firstGone);
            int before = lane.tasks.size();
            lane.tasks.removeIf(task -> task == first ? firstGone : gone.test(task, mayStay));
            size -= before - lane.tasks.size();
            if (!runs && (!parks || firstGone)) {
                goOn(lane);
            }
        }
    }

    /** The running task is left to others, and so is what waits behind it and is gone. */
    void left(Lane<T> lane, Predicate<T> gone) {
        int before = lane.tasks.size();
        T first = lane.tasks.removeFirst();
        lane.tasks.removeIf(task -> task != first && gone.test(task));
        size -= before - lane.tasks.size();
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
        if (lane.tasks.isEmpty()) {
            lane.state = State.OVER;
            lanes.remove(lane.key);
        } else {
            lane.state = State.READY;
            ready.addLast(lane);
        }
    }
}
