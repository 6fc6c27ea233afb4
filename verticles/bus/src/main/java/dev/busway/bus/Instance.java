package dev.busway.bus;

import dev.busway.bus.registry.Rendezvous;
import dev.busway.message.Message;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One handler's place in a group: queues messages to its context and knows how many are in flight. A message never starts inside
 * its caller's stack, so that a handler is not re-entered while it works.
 */
final class Instance {
    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);

    private final ContextInternal context;
    private final Name name;
    private final int seed;
    private final Pipeline pipeline;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile @Nullable Promise<Void> idle;

    /**
     * Which instance it is.
     *
     * @param text for logs: the channel and the handler's name
     * @param node as the registry knows it
     * @param number no other instance of the channel on this node has
     */
    record Name(String text, String node, int number) {}

    Instance(ContextInternal context, Name name, Pipeline pipeline) {
        this.context = context;
        this.name = name;
        this.seed = Rendezvous.seed(name.node(), name.number());
        this.pipeline = pipeline;
    }

    int number() {
        return name.number();
    }

    /** How much a key belongs here: the instance with the most has it. */
    int weight(String key) {
        return Rendezvous.weight(seed, key);
    }

    boolean isOnThisLoop() {
        return context.inThread();
    }

    Future<Outcome> receive(Message message) {
        inFlight.incrementAndGet();
        Turn turn = new Turn(message);
        try {
            context.executor().execute(turn);
        } catch (RejectedExecutionException closed) {
            turn.complete(Outcome.refused(closed), null);
        }
        return turn.done.future();
    }

    /** Completes when nothing is in flight; asked when no new message comes any more. */
    Future<Void> idle() {
        Promise<Void> waiting = idle;
        if (waiting == null) {
            waiting = Promise.promise();
            idle = waiting;
        }
        if (inFlight.get() == 0) {
            waiting.tryComplete();
        }
        return waiting.future();
    }

    private void ended() {
        if (inFlight.decrementAndGet() == 0) {
            Promise<Void> waiting = idle;
            if (waiting != null) {
                waiting.tryComplete();
            }
        }
    }

    /** One message's turn on the context. */
    private final class Turn implements Runnable, Completable<Outcome> {
        private final Message message;
        private final Promise<Outcome> done = Promise.promise();

        Turn(Message message) {
            this.message = message;
        }

        @Override
        public void run() {
            ContextInternal own = context.duplicate();
            ContextInternal before = own.beginDispatch();
            try {
                pipeline.run(message).onComplete(this);
            } finally {
                own.endDispatch(before);
            }
        }

        @Override
        public void complete(Outcome handled, @Nullable Throwable failure) {
            // No unit of work's future should fail; one that does must not leave the caller waiting.
            Outcome outcome = failure == null ? handled : Outcome.refused(failure);
            Problem problem = outcome.problem();
            if (problem != null && (problem.kind() == Problem.Kind.BROKEN || problem.kind() == Problem.Kind.TIMEOUT)) {
                LOG.atWarn()
                        .addKeyValue("handler", name.text())
                        .addKeyValue("type", message.type())
                        .addKeyValue("id", message.id())
                        .addKeyValue("code", problem.kind().code())
                        .addKeyValue("cause", problem.cause())
                        .log("handler failed");
            }
            ended();
            done.tryComplete(outcome);
        }
    }
}
