package dev.busway.kafka;

import dev.busway.bus.Outcome;
import io.vertx.core.Completable;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** One record on its way: tells its outcome once, from the producer's thread or from the caller's own. */
final class Sending implements Callback {
    private final Completable<Outcome> answer;
    private final Thread caller = Thread.currentThread();

    Sending(Completable<Outcome> answer) {
        this.answer = answer;
    }

    @Override
    public void onCompletion(RecordMetadata written, @Nullable Exception failure) {
        if (failure == null) {
            answer.succeed(Outcome.delivered());
        } else if (Thread.currentThread() == caller) {
            refused(failure);
        } else {
            answer.succeed(Refusals.written(failure));
        }
    }

    /** The producer did not take it. */
    void refused(Exception failure) {
        answer.succeed(Refusals.notTaken(failure));
    }
}
