package dev.busway.testkit.embedded;

import java.time.Duration;

/** What a {@link FaultProxy} does to bytes at the moment. Safe on any thread. */
final class Weather {
    private boolean cut;
    private long delayNanos;

    synchronized void cut() {
        cut = true;
    }

    synchronized void heal() {
        cut = false;
        notifyAll();
    }

    synchronized void delay(Duration eachWay) {
        delayNanos = eachWay.toNanos();
    }

    synchronized long delayNanos() {
        return delayNanos;
    }

    /** Waits while bytes are held back. */
    synchronized void await() throws InterruptedException {
        while (cut) {
            wait();
        }
    }
}
