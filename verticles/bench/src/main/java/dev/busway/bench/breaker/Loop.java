package dev.busway.bench.breaker;

import dev.busway.bus.Outcome;
import dev.busway.message.Message;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One event loop and calls on it that end later: {@link #IN_FLIGHT} are begun, then they end, then the next are begun. Nothing but the
 * calls is in the figures.
 */
final class Loop implements AutoCloseable {
    /** One turn of the loop; what the hop to it costs is then lost among them. */
    static final int CALLS = 10_000;

    private static final int IN_FLIGHT = 64;

    final Vertx vertx = Vertx.vertx();
    private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    private final Message message = Message.of("bench.Call", "x");
    private final Deque<Promise<Outcome>> open = new ArrayDeque<>(IN_FLIGHT);
    /** What was called last: a carrier uses the message that it gets, so it must be one. */
    @Nullable
    Message carried;

    private int begun;
    private int ended;
    private int well;

    private final Completable<Outcome> sink = (outcome, failure) -> {
        ended++;
        well += outcome == Outcome.delivered() ? 1 : 0;
    };

    /** The bare call: what each arm ends in. */
    Future<Outcome> call(Message called) {
        carried = called;
        Promise<Outcome> promise = context.promise();
        open.add(promise);
        return promise.future();
    }

    /** Runs one turn of calls; every one of them must end well. */
    void turn(Function<Message, Future<Outcome>> arm) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        begun = 0;
        ended = 0;
        well = 0;
        context.runOnContext(go -> step(arm, done));
        if (!done.await(1, TimeUnit.MINUTES) || well < CALLS) {
            throw new IllegalStateException(well + " of " + CALLS + " calls ended well");
        }
    }

    /** Whoever tells the end of a call in a later turn of the loop, as some do, is waited for. */
    private void step(Function<Message, Future<Outcome>> arm, CountDownLatch done) {
        while (ended < CALLS) {
            while (begun < CALLS && begun - ended < IN_FLIGHT) {
                begun++;
                arm.apply(message).onComplete(sink);
            }
            while (!open.isEmpty()) {
                open.remove().tryComplete(Outcome.delivered());
            }
            if (ended < begun) {
                context.runOnContext(go -> step(arm, done));
                return;
            }
        }
        done.countDown();
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
