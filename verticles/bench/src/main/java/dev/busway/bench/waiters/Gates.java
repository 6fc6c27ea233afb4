package dev.busway.bench.waiters;

import dev.busway.bus.MessageHandler;
import dev.busway.bus.Work;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Handles what the other node took: each message waits at its gate until those who wait for its end stand. Safe on any thread. */
final class Gates implements MessageHandler {
    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    /** One message's. */
    static final class Gate {
        private final Promise<Void> reached = Promise.promise();
        private final Promise<Void> opened = Promise.promise();

        /** Completes when the message is being handled. */
        Future<Void> reached() {
            return reached.future();
        }

        /** Lets its handler end, and its transaction commit; when that was, by the clock of {@link System#nanoTime}. */
        long open() {
            long now = System.nanoTime();
            opened.complete();
            return now;
        }
    }

    /** The gate of this message, whichever comes first to it. */
    Gate of(String id) {
        return gates.computeIfAbsent(id, first -> new Gate());
    }

    void forget(String id) {
        gates.remove(id);
    }

    @Override
    public Future<?> handle(Message message, Work work) {
        Gate gate = of(message.id());
        gate.reached.tryComplete();
        return gate.opened.future();
    }
}
