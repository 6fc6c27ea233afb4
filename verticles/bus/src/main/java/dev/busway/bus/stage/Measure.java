package dev.busway.bus.stage;

import dev.busway.bus.Outcome;
import dev.busway.bus.Stage;
import dev.busway.message.Message;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Counts and times outcomes for {@link OutcomeMeters}. Writing to a channel's meters touches two dozen cache lines, most of them in one
 * atomic step each: where a node has many channels these are cold, and cost more than the rest of a call. So what was seen is noted in
 * one short array first, and told to the meters when that is full or they are about to be read ({@link #settle}). Safe on any thread;
 * nobody waits.
 */
public final class Measure implements Stage {
    /** What may be noted and not yet told: some cache lines. */
    static final int MOST_NOTES = 16;

    private static final int OUTCOME_BITS = Integer.numberOfTrailingZeros(OutcomeMeters.WORDS);
    private static final int OUTCOME = OutcomeMeters.WORDS - 1;
    /** A scrape that meets a thread at its note waits for it about so often. */
    private static final int MOST_TRIES = 1_000;

    private static final int FREE = 0;
    private static final int TAKEN = 1;
    private static final AtomicIntegerFieldUpdater<Measure> TURN =
            AtomicIntegerFieldUpdater.newUpdater(Measure.class, "turn");

    /** Whose turn it is to touch the notes. */
    private volatile int turn;

    private int noted;
    /** A latency each, and in the lowest bits the outcome. */
    private final long[] notes = new long[MOST_NOTES];

    private final OutcomeMeters meters;

    /** @param direction {@code call} or {@code handle} */
    public Measure(MeterRegistry meters, String channel, String direction) {
        this.meters = new OutcomeMeters(meters, channel, direction);
    }

    @Override
    public Future<Outcome> pass(Message message, Next next) {
        long start = System.nanoTime();
        Future<Outcome> passed = next.pass(message);
        if (passed.isComplete()) {
            seen(passed.result(), start);
            return passed;
        }
        return passed.onComplete((outcome, never) -> seen(outcome, start));
    }

    /**
     * One message has its outcome.
     *
     * @param start {@link System#nanoTime} when it came
     */
    public void seen(Outcome outcome, long start) {
        long nanos = System.nanoTime() - start;
        int number = OutcomeMeters.number(outcome);
        if (turn == TAKEN || !TURN.compareAndSet(this, FREE, TAKEN)) {
            // Several threads at once: then the meters are in their caches.
            meters.add(number, nanos);
            return;
        }
        try {
            notes[noted++] = nanos << OUTCOME_BITS | number;
            if (noted == MOST_NOTES) {
                tell();
            }
        } finally {
            turn = FREE;
        }
    }

    /** Tells the meters all that was seen: before they are read. */
    public void settle() {
        for (int i = 0; i < MOST_TRIES; i++) {
            if (turn == FREE && TURN.compareAndSet(this, FREE, TAKEN)) {
                try {
                    tell();
                } finally {
                    turn = FREE;
                }
                return;
            }
            Thread.onSpinWait();
        }
    }

    private void tell() {
        int all = noted;
        noted = 0;
        for (int i = 0; i < all; i++) {
            meters.add((int) (notes[i] & OUTCOME), notes[i] >> OUTCOME_BITS);
        }
    }
}
