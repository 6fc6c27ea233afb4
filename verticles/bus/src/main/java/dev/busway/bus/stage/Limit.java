package dev.busway.bus.stage;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Stage;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Lets at most so many messages be in flight at once and refuses the next one with BUSY on the spot: there is no queue.
 * Releases when the outcome is there, whatever it is.
 */
public final class Limit implements Stage {
    /** What a refused caller is told to wait. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** In the limit itself, not behind it: one thing less to be fetched. */
    private static final AtomicIntegerFieldUpdater<Limit> IN_FLIGHT =
            AtomicIntegerFieldUpdater.newUpdater(Limit.class, "inFlight");

    private volatile int inFlight;
    private final int most;
    private final Outcome busy;

    /**
     * @param what is limited, for the refusal: {@code the operation createOrder}
     * @param most 1 to {@link Integer#MAX_VALUE}, which only counts
     */
    public Limit(String what, int most) {
        this.most = most;
        this.busy = new Outcome.Refused(Problem.of(
                        Problem.Kind.BUSY,
                        "On this node " + most + " messages of " + what + " are in flight, and no more may be.",
                        "Send again later, to another node, or raise maxInFlight in the contract.")
                .retryAfter(RETRY_AFTER));
    }

    public int inFlight() {
        return inFlight;
    }

    /** Whether one more may be in flight; it then is, until {@link #leave}. */
    public boolean enter() {
        if (IN_FLIGHT.incrementAndGet(this) > most) {
            IN_FLIGHT.decrementAndGet(this);
            return false;
        }
        return true;
    }

    /** One that entered is in flight no more. */
    public void leave() {
        IN_FLIGHT.decrementAndGet(this);
    }

    /** What is told to who may not enter. */
    public Outcome busy() {
        return busy;
    }

    @Override
    public Future<Outcome> pass(Message message, Next next) {
        if (!enter()) {
            return Future.succeededFuture(busy);
        }
        Future<Outcome> passed;
        try {
            passed = next.pass(message);
        } catch (RuntimeException broken) {
            leave();
            throw broken;
        }
        if (passed.isComplete()) {
            leave();
            return passed;
        }
        return passed.onComplete((outcome, never) -> leave());
    }
}
