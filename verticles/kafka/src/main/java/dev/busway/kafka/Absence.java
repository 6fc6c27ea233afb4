package dev.busway.kafka;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A while in which a member keeps out of its group, so that nobody is in it; bounded, for who asked for it may die. */
final class Absence {
    private final CountDownLatch over = new CountDownLatch(1);
    private final long untilNanos;

    Absence(long atMostMillis) {
        this.untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
    }

    void end() {
        over.countDown();
    }

    /** Waits a little; whether it is over. */
    boolean isOver() {
        try {
            return over.await(20, TimeUnit.MILLISECONDS) || System.nanoTime() - untilNanos >= 0;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
