package dev.busway.postgres;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;

/**
 * Handles messages, each as one unit of work. While the database is away it waits for it rather than refuse: a short restart
 * must not send healthy messages to the dead letters. A repeat of what had an unknown end is safe, since the inbox tells.
 */
final class Handling {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Units units;
    private final Turns turns;
    private final Promise<Void> idle = Promise.promise();
    private int inFlight;
    private boolean draining;

    Handling(Units units) {
        this.units = units;
        this.turns = new Turns(units);
    }

    Future<Outcome> handle(InboxKey key, Message message, MessageHandler handler) {
        Optional<Problem> wrong = units.destinations().wrongReplyTo(message);
        if (wrong.isPresent()) {
            return Future.succeededFuture(new Outcome.Refused(wrong.get()));
        }
        synchronized (this) {
            inFlight++;
        }
        long until = units.nanos() + units.options().handling().toNanos();
        return attempt(Delivery.of(units.vertx(), key, message, handler), until, FIRST_PAUSE)
                .onComplete(done -> ended());
    }

    /** Fails as the database fails. */
    Future<Void> giveUp(InboxKey key, Message message, Problem problem) {
        return Refusal.givenUp(message, problem).store(units, key);
    }

    private Future<Outcome> attempt(Delivery delivery, long until, Duration pause) {
        return turns.take(delivery).recover(failure -> {
            if (Failures.away(failure) && units.nanos() + pause.toNanos() < until) {
                Duration longer = pause.multipliedBy(2);
                return units.vertx()
                        .timer(pause.toMillis())
                        .compose(now ->
                                attempt(delivery, until, longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer));
            }
            return Future.succeededFuture(new Outcome.Refused(Failures.problem(failure)));
        });
    }

    private synchronized void ended() {
        inFlight--;
        if (draining && inFlight == 0) {
            idle.tryComplete();
        }
    }

    /** Completes when no message is being handled. */
    synchronized Future<Void> drain() {
        draining = true;
        if (inFlight == 0) {
            idle.tryComplete();
        }
        return idle.future();
    }
}
