package dev.busway.bus.breaker;

/**
 * Decides whether calls to one target are tried. Safe on any thread, never blocks for longer than a few loads and stores. Time is
 * an argument, in nanoseconds of {@link System#nanoTime}, so that it can be simulated; it may go back a little between threads.
 */
public interface Breaker {
    /** What {@link #enter} gives to a call that must not be tried. */
    long REFUSED = 0;

    /**
     * Asks whether one more call may be tried.
     *
     * @return a pass to hand in by {@link #leave}, once; or {@link #REFUSED}
     */
    long enter(long now);

    /**
     * The call with this pass has ended. A pass of an earlier state changes nothing but a count.
     *
     * @param tookNanos from its beginning to its end
     */
    void leave(long pass, Evidence evidence, long tookNanos, long now);

    /**
     * Hands the decision to an operator, or back to what calls show: an open circuit then tries its probes, a closed one begins
     * with an empty window.
     */
    void set(Mode mode, long now);

    Standing standing(long now);
}
