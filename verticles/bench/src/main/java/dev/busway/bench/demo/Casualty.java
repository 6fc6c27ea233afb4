package dev.busway.bench.demo;

import dev.busway.bench.fleet.Fleet;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One node that dies in the middle and comes back. */
final class Casualty {
    private static final Duration DEAD = Duration.ofSeconds(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final Fleet fleet;
    private final BooleanSupplier middle;
    private volatile String state = "";

    /** @param middle whether it is time */
    Casualty(Fleet fleet, BooleanSupplier middle) {
        this.fleet = fleet;
        this.middle = middle;
    }

    /** What became of it so far, for people. */
    String state() {
        return state;
    }

    /** Waits for the middle, kills, waits, starts again; returns when the node is ready. */
    void run() throws InterruptedException, IOException {
        while (!middle.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
        }
        String name = fleet.kill(0);
        state = " · " + name + " killed";
        TimeUnit.MILLISECONDS.sleep(DEAD.toMillis());
        fleet.restart(0);
        state = " · " + name + " killed and back";
    }
}
