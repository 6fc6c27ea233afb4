package dev.busway.bus;

import dev.busway.bus.stage.Deadlines;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;

/**
 * An author's handler, made safe: it never throws, never gives {@code null}, and its future ends by the message's deadline, or by
 * the bound where the message has none. A completion after that changes nothing.
 */
final class BoundedHandler implements MessageHandler {
    /** How long a handler of a durable channel may take for a message with no deadline. */
    static final Duration DURABLE_BOUND = Duration.ofSeconds(30);

    private final ContextInternal context;
    private final MessageHandler handler;
    private final long boundMillis;
    private final Deadlined deadlined;

    /** Whether the message's own deadline counts. */
    enum Deadlined {
        BY_MESSAGE,
        BY_BOUND
    }

    BoundedHandler(ContextInternal context, MessageHandler handler, Duration bound, Deadlined deadlined) {
        this.context = context;
        this.handler = handler;
        this.boundMillis = bound.toMillis();
        this.deadlined = deadlined;
    }

    @Override
    public Future<?> handle(Message message, Work work) {
        Future<?> handled;
        try {
            handled = handler.handle(message, work);
        } catch (Throwable thrown) { // an author's code may throw anything, and the caller must hear of it
            return Future.failedFuture(thrown);
        }
        if (handled == null) {
            return Future.failedFuture(new ProblemException(
                    Problem.Kind.BROKEN,
                    "The handler returned null instead of a future.",
                    "Return a future: Future.succeededFuture() where there is nothing to wait for."));
        }
        return handled.isComplete() ? handled : bounded(message, handled);
    }

    private Future<?> bounded(Message message, Future<?> handled) {
        Promise<Object> ended = Promise.promise();
        long deadline = deadlined == Deadlined.BY_MESSAGE ? message.deadlineMillis() : 0;
        long until = deadline == 0 ? System.currentTimeMillis() + boundMillis : deadline;
        handled.onComplete(Deadlines.watch(context, until, ended, BoundedHandler::hangs));
        return ended.future();
    }

    private static void hangs(Promise<Object> ended) {
        ended.tryFail(new ProblemException(
                Problem.Kind.TIMEOUT,
                "The handler did not end before the deadline.",
                "Find out what it waits for; its late completion changes nothing."));
    }
}
