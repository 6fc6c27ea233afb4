package dev.busway.testkit.simulation;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A clock that jumps from step to step: whatever happens in a simulated world is a step at its time, drawn from one seed. Nothing
 * else passes: no thread, no sleep, no clock of the machine. Used by one thread.
 */
public final class VirtualTime {
    /** A world that takes more than these runs in a circle. */
    private static final int MOST_STEPS = 2_000_000;

    /** As a real clock's, which is never near zero: 2026-01-01. */
    private static final long EPOCH_MILLIS = 1_767_225_600_000L;

    private final PriorityQueue<Step> queue = new PriorityQueue<>();
    private final RandomGenerator random;
    private final Trace trace = new Trace();
    private long nanos = 1_000_000_000L;
    private long number;
    private int done;

    @Nullable
    VirtualContext current;

    @Nullable
    VirtualLoop loop;

    private @Nullable SimulationFailure failure;

    /** Something that happens at its time; of one time, in the order in which it was planned. */
    static final class Step implements Comparable<Step> {
        private final long at;
        private final long number;
        private final @Nullable VirtualNode node;
        private final Runnable work;
        private boolean cancelled;

        private Step(long at, long number, @Nullable VirtualNode node, Runnable work) {
            this.at = at;
            this.number = number;
            this.node = node;
            this.work = work;
        }

        void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Step other) {
            return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
        }
    }

    public VirtualTime(long seed) {
        // Neighbouring seeds of a Random begin alike.
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    public RandomGenerator random() {
        return random;
    }

    /** One in so many times. */
    public boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    /** From nothing up to this, drawn by lot. */
    public Duration upTo(Duration longest) {
        return Duration.ofNanos(random.nextLong(longest.toNanos() + 1));
    }

    public long nanos() {
        return nanos;
    }

    public long millis() {
        return EPOCH_MILLIS + nanos / 1_000_000;
    }

    public Trace trace() {
        return trace;
    }

    /** Notes what happens, for the trace of a seed that fails. */
    public void note(String what, Object... facts) {
        trace.add(nanos, what, facts);
    }

    /** Happens in the world outside the nodes. */
    public void after(Duration wait, Runnable work) {
        plan(null, nanos + wait.toNanos(), work);
    }

    Step plan(@Nullable VirtualNode node, long at, Runnable work) {
        Step step = new Step(Math.max(at, nanos), number++, node, work);
        queue.add(step);
        return step;
    }

    /** A rule of the world is broken: the seed fails. */
    public void fail(String rule) {
        if (failure == null) {
            note("BROKEN: " + rule);
            failure = new SimulationFailure(rule);
        }
    }

    void fail(Throwable thrown) {
        if (failure == null) {
            note("THROWN", thrown);
            failure = new SimulationFailure("thrown on an event loop: " + thrown, thrown);
        }
    }

    /** Lets time pass. @throws SimulationFailure as soon as a rule is broken */
    public void run(Duration length) {
        long until = nanos + length.toNanos();
        while (!queue.isEmpty() && queue.element().at <= until) {
            step(queue.remove());
            check();
        }
        nanos = until;
        check();
    }

    /** Tells that a rule was broken. @throws SimulationFailure with the first one */
    public void check() {
        if (failure != null) {
            throw failure;
        }
    }

    private void step(Step step) {
        if (step.cancelled) {
            return;
        }
        nanos = Math.max(nanos, step.at);
        VirtualNode node = step.node;
        if (node != null && !node.isAlive()) {
            return;
        }
        if (node != null && node.frozenUntil() > nanos) {
            Step later = new Step(node.frozenUntil(), number++, node, step.work);
            // Whoever would cancel it holds the step that was planned first.
            queue.add(new Step(later.at, later.number, node, () -> {
                if (!step.cancelled) {
                    step.work.run();
                }
            }));
            return;
        }
        if (++done > MOST_STEPS) {
            fail("more than " + MOST_STEPS + " steps: the world does not come to rest");
            return;
        }
        step.work.run();
    }

    /** Steps that were taken. */
    public int steps() {
        return done;
    }
}
