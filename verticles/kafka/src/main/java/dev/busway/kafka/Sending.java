package dev.busway.kafka;

import dev.busway.bus.Outcome;
import dev.busway.bus.transport.broker.Tellings;
import io.vertx.core.Completable;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** One record on its way: tells its outcome once, on the caller's loop, or at once from the caller's own thread. */
final class Sending implements Callback, Runnable {
    private final Completable<Outcome> answer;
    private final Tellings.OfLoop caller;
    private final Thread thread = Thread.currentThread();

    /** Set before it is told. */
    private Outcome outcome = Outcome.delivered();

    Sending(Completable<Outcome> answer, Tellings.OfLoop caller) {
        this.answer = answer;
        this.caller = caller;
    }

    @Override
    public void onCompletion(RecordMetadata written, @Nullable Exception failure) {
        if (failure != null && Thread.currentThread() == thread) {
            refused(failure);
            return;
        }
        if (failure != null) {
            outcome = Refusals.written(failure);
        }
        // The queue publishes it.
        caller.tell(this);
    }

    @Override
    public void run() {
        answer.succeed(outcome);
    }

    /** The producer did not take it. */
    void refused(Exception failure) {
        answer.succeed(Refusals.notTaken(failure));
    }
}
