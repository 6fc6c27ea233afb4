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

    /** Queues a message; {@code taking} tells its outcome. */
    void receive(Message message, Taking taking, long start, Completable<Outcome> told) {
        inFlight.incrementAndGet();
        Turn turn = new Turn(message, taking, start, told);
        try {
            context.executor().execute(turn);
        } catch (RejectedExecutionException closed) {
            turn.complete(Outcome.refused(closed), null);
        }
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
        private final Taking taking;
        private final long start;
        private final Completable<Outcome> told;

        Turn(Message message, Taking taking, long start, Completable<Outcome> told) {
            this.message = message;
            this.taking = taking;
            this.start = start;
            this.told = told;
        }

        @Override
        public void run() {
            ContextInternal own = context.duplicate();
            ContextInternal before = own.beginDispatch();
            try {
                Future<Outcome> handled = pipeline.run(message);
                if (handled.isComplete()) {
                    complete(handled.result(), handled.cause());
                } else {
                    handled.onComplete(this);
                }
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
            taking.end(outcome, start, told);
        }
    }
}
