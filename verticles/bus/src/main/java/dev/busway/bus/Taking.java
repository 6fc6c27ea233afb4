package dev.busway.bus;

import dev.busway.bus.stage.Limit;
import dev.busway.bus.stage.Measure;
import dev.busway.bus.stage.Tracing;
import dev.busway.message.Message;
import io.vertx.core.Completable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What every message of a channel passes from the transport to the choice of its instance, and its outcome on the way back: traced,
 * measured, counted, in this order. No pipeline, which has a future and two listeners for each message. Safe on any thread.
 */
final class Taking {
    private final Measure measure;
    private final Limit limit;

    Taking(Measure measure, Limit limit) {
        this.measure = measure;
        this.limit = limit;
    }

    /** Hands one message to the instance of {@code choice}; {@code told} hears its outcome, maybe at once. */
    void begin(Message arrived, Function<Message, @Nullable Instance> choice, Outcome none, Completable<Outcome> told) {
        Message message = Tracing.handled(arrived);
        long start = System.nanoTime();
        if (!limit.enter()) {
            measure.seen(limit.busy(), start);
            told.succeed(limit.busy());
            return;
        }
        Instance instance;
        try {
            instance = choice.apply(message);
        } catch (RuntimeException broken) {
            end(Outcome.refused(broken), start, told);
            return;
        }
        if (instance == null) {
            end(none, start, told);
        } else {
            instance.receive(message, this, start, told);
        }
    }

    /** Tells the outcome of a message that has begun so. */
    void end(Outcome outcome, long start, Completable<Outcome> told) {
        limit.leave();
        measure.seen(outcome, start);
        told.succeed(outcome);
    }
}
