package dev.busway.amqp;

import dev.busway.bus.Outcome;
import dev.busway.bus.stage.Deadlines;
import dev.busway.bus.stage.Watch;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import org.apache.qpid.proton.message.Message;

/** One message on its way to the broker: told its outcome once, on its caller's context, by its deadline at the latest. */
final class Sending {
    final Message message;
    private final PromiseInternal<Outcome> promise;
    private final Watch<Outcome> watch;
    /** Whether it was ever given to a connection, so that the broker may have it. */
    private volatile boolean given;
    /** Whether the broker has said what became of it; the wire's context's own. */
    boolean settled;

    Sending(ContextInternal caller, Message message, long deadlineMillis) {
        this.message = message;
        this.promise = caller.promise();
        this.watch = Deadlines.watch(
                caller,
                deadlineMillis,
                promise,
                late -> late.tryComplete(given ? Refusals.EXPIRED : Refusals.NOT_TAKEN));
    }

    Future<Outcome> outcome() {
        return promise.future();
    }

    void given() {
        given = true;
    }

    boolean isOver() {
        return promise.future().isComplete();
    }

    /** Whether it outlives a connection: then it is sent again on the next. */
    boolean isDurable() {
        return message.isDurable();
    }

    void tell(Outcome outcome) {
        watch.succeed(outcome);
    }
}
