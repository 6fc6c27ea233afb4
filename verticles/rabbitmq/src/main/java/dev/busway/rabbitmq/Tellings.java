package dev.busway.rabbitmq;

import io.netty.channel.EventLoop;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells the callers of one event loop what became of their messages, as many in one turn of the loop as were decided meanwhile: a
 * turn each would cost more than the messages. Safe on any thread.
 */
final class Tellings {
    private final EventLoop loop;
    /** No more than may be unconfirmed. */
    private final ConcurrentLinkedQueue<Sending> decided = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean called = new AtomicBoolean();

    Tellings(EventLoop loop) {
        this.loop = loop;
    }

    void tell(Sending sending) {
        decided.add(sending);
        if (called.compareAndSet(false, true)) {
            try {
                loop.execute(this::tellAll);
            } catch (RejectedExecutionException closed) {
                tellAll();
            }
        }
    }

    private void tellAll() {
        called.set(false);
        for (Sending next = decided.poll(); next != null; next = decided.poll()) {
            next.tell();
        }
    }
}
