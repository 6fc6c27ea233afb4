package dev.busway.bus.stage;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Stage;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.function.ToLongFunction;

/**
 * Ends every call by its deadline: with the outcome, or with TIMEOUT at most {@link Deadlines#PRECISION_MILLIS} later. An
 * outcome that comes after it changes nothing. The outcome is told on the caller's context, where it has one.
 */
public final class Deadline implements Stage {
    private static final Outcome TIMEOUT = Outcome.refused(
            Problem.Kind.TIMEOUT,
            "No answer came before the deadline.",
            "The message may have been handled: send it again with the same id, or give it more time.");

    /** Whether the deadline travels with the message. */
    public enum Travel {
        /** Hops behind this one keep it, and start nothing after it. */
        WITH_MESSAGE,
        /** It bounds the waiting only: the message is handled whenever it can be. */
        STAYS_HERE
    }

    private final VertxInternal vertx;
    private final ToLongFunction<Message> timeoutMillis;
    private final Travel travel;
    private final long graceMillis;

    /**
     * @param timeoutMillis for a message that has no deadline yet
     * @param grace what the end gets beyond the deadline, where it keeps deadlines itself and has more to tell
     */
    public Deadline(Vertx vertx, ToLongFunction<Message> timeoutMillis, Travel travel, Duration grace) {
        this.vertx = (VertxInternal) vertx;
        this.timeoutMillis = timeoutMillis;
        this.travel = travel;
        this.graceMillis = grace.toMillis();
    }

    @Override
    public Future<Outcome> pass(Message message, Next next) {
        long now = System.currentTimeMillis();
        long until = message.deadlineMillis();
        Message timed = message;
        if (until == 0) {
            until = now + timeoutMillis.applyAsLong(message);
            timed = travel == Travel.WITH_MESSAGE ? message.until(until) : message;
        } else if (until <= now) {
            return Future.succeededFuture(TIMEOUT);
        }
        Future<Outcome> passed = next.pass(timed);
        if (passed.isComplete()) {
            return passed.succeeded() ? passed : Future.succeededFuture(Outcome.refused(passed.cause()));
        }
        ContextInternal caller = vertx.getOrCreateContext();
        Promise<Outcome> answer = caller.promise();
        Watch<Outcome> watch = Deadlines.watch(caller, until + graceMillis, answer, Deadline::expired);
        // No port's future should fail; one that does is a refusal, for nobody further up looks for failures.
        passed.onComplete((outcome, failure) -> watch.succeed(failure == null ? outcome : Outcome.refused(failure)));
        return answer.future();
    }

    private static void expired(Promise<Outcome> answer) {
        answer.tryComplete(TIMEOUT);
    }
}
