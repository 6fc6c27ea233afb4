package dev.busway.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * A closed loop: {@code concurrency} callers on one context, each making its next call when the last has been answered.
 *
 * <p>Of every call the latency is kept; a failed call ends the run, since a bench that loses calls measures nothing.
 */
final class ClosedLoop {
    private static final long LONGEST_MICROS = 60_000_000;
    private static final int BURST = 64;

    private final Context context;
    private final Arm arm;
    private final long end;
    private final Histogram micros = new Histogram(LONGEST_MICROS, 3);
    private final Promise<Void> done = Promise.promise();
    private long calls;
    private int open;

    private ClosedLoop(Context context, Arm arm, long end) {
        this.context = context;
        this.arm = arm;
        this.end = end;
    }

    /** Runs the loop for a while; {@code cpuNanos} reads the CPU time of all processes that take part. */
    static Future<Sample> run(Context context, Arm arm, int concurrency, Duration length, LongSupplier cpuNanos) {
        long start = System.nanoTime();
        long cpu = cpuNanos.getAsLong();
        ClosedLoop loop = new ClosedLoop(context, arm, start + length.toNanos());
        context.runOnContext(go -> {
            loop.open = concurrency;
            for (int i = 0; i < concurrency; i++) {
                loop.next();
            }
        });
        return loop.done
                .future()
                .map(ended ->
                        new Sample(loop.calls, System.nanoTime() - start, cpuNanos.getAsLong() - cpu, loop.micros));
    }

    /** Calls again and again while answers are there at once, in bursts, so that neither stack nor event loop starves. */
    private void next() {
        for (int i = 0; i < BURST; i++) {
            long start = System.nanoTime();
            if (start >= end) {
                close();
                return;
            }
            Future<?> answer = arm.call();
            if (!answer.isComplete()) {
                answer.onComplete(result -> {
                    if (result.succeeded()) {
                        record(start);
                        next();
                    } else {
                        done.tryFail(result.cause());
                    }
                });
                return;
            }
            if (answer.failed()) {
                done.tryFail(answer.cause());
                return;
            }
            record(start);
        }
        context.runOnContext(later -> next());
    }

    private void record(long start) {
        calls++;
        micros.recordValue(Math.min((System.nanoTime() - start) / 1000, LONGEST_MICROS));
    }

    private void close() {
        if (--open == 0) {
            done.tryComplete();
        }
    }
}
