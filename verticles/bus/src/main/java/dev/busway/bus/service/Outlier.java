package dev.busway.bus.service;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether an instance has failed so often in a row that it is left out for a while. Safe on any thread. */
final class Outlier {
    private final int failures;
    private final Duration leftOut;
    private final LongSupplier nanos;
    private int inRow;
    private int times;
    private long until;
    private boolean out;

    Outlier(int failures, Duration leftOut, LongSupplier nanos) {
        this.failures = failures;
        this.leftOut = leftOut;
        this.nanos = nanos;
    }

    /** It is as good as any other again. */
    synchronized void succeeded() {
        inRow = 0;
        if (!isOut()) {
            times = 0;
        }
    }

    synchronized void failed() {
        inRow++;
        // Back from being left out, one failure is enough.
        if (!isOut() && (inRow >= failures || times > 0)) {
            out = true;
            until = nanos.getAsLong() + wait(times).toNanos();
            times++;
            inRow = 0;
        }
    }

    synchronized boolean isOut() {
        if (out && nanos.getAsLong() - until >= 0) {
            out = false;
        }
        return out;
    }

    /** When it is let in again; meaningless while it is in. */
    synchronized long until() {
        return until;
    }

    private Duration wait(int before) {
        Duration longer = leftOut;
        for (int i = 0; i < before && longer.compareTo(CallOptions.LONGEST_LEFT_OUT) < 0; i++) {
            longer = longer.multipliedBy(2);
        }
        return longer.compareTo(CallOptions.LONGEST_LEFT_OUT) < 0 ? longer : CallOptions.LONGEST_LEFT_OUT;
    }
}
