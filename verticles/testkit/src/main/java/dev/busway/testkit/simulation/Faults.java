package dev.busway.testkit.simulation;

import java.time.Duration;

/** What goes wrong on the way between nodes and servers, until the faults of a world end. How much, is drawn by lot. */
public final class Faults {
    private static final Duration QUICK = Duration.ofMillis(2);
    private static final Duration SLOW = Duration.ofMillis(400);

    private final VirtualTime time;
    /** One in so many fails; 0: none does. */
    private final int rate;

    private boolean over;

    public Faults(VirtualTime time) {
        this.time = time;
        this.rate = time.oneIn(5) ? 0 : 5 + time.random().nextInt(60);
    }

    /** From now on nothing goes wrong any more. */
    public void end() {
        time.note("faults end");
        over = true;
    }

    public boolean isOver() {
        return over;
    }

    /** Whether nodes are befallen too. */
    public boolean rages() {
        return !over && rate > 0;
    }

    public boolean strike() {
        return !over && rate > 0 && time.oneIn(rate);
    }

    /** How long something takes to arrive. */
    public Duration delay() {
        return time.upTo(strike() ? SLOW : QUICK);
    }
}
