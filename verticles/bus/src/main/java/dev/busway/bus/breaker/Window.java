package dev.busway.bus.breaker;

/** The last calls, as many as it holds, and how many of them failed or were slow. Not safe by itself. */
final class Window {
    private static final byte FAILED = 1;
    private static final byte SLOW = 2;

    private final byte[] ring;
    private int at;
    private int calls;
    private int failed;
    private int slow;

    Window(int size) {
        this.ring = new byte[size];
    }

    /** One more call; the oldest leaves a full window. */
    void add(Evidence evidence, Pace pace) {
        if (calls == ring.length) {
            failed -= ring[at] & FAILED;
            slow -= (ring[at] & SLOW) >> 1;
        } else {
            calls++;
        }
        int mark = (evidence == Evidence.FAILING ? FAILED : 0) | (pace == Pace.SLOW ? SLOW : 0);
        ring[at] = (byte) mark;
        failed += mark & FAILED;
        slow += (mark & SLOW) >> 1;
        at = at + 1 == ring.length ? 0 : at + 1;
    }

    void clear() {
        at = 0;
        calls = 0;
        failed = 0;
        slow = 0;
    }

    int calls() {
        return calls;
    }

    int failed() {
        return failed;
    }

    int slow() {
        return slow;
    }
}
