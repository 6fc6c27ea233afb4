package dev.busway.bus.transport.broker;

import io.netty.channel.EventLoop;
import io.vertx.core.internal.ContextInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells callers what became of their messages: those of one event loop as many in one turn of the loop as were decided meanwhile, since
 * a turn each would cost more than the messages. Safe on any thread.
 */
public final class Tellings {
    private final Map<EventLoop, OfLoop> loops = new ConcurrentHashMap<>();

    /** Those of a context's event loop. */
    public OfLoop of(ContextInternal context) {
        return loops.computeIfAbsent(context.nettyEventLoop(), OfLoop::new);
    }

    /** The tellings of one event loop. */
    public static final class OfLoop {
        /** So many are told before others have their turn of the loop. */
        private static final int MOST = 512;

        private final EventLoop loop;
        /** No more than may be unconfirmed. */
        private final ConcurrentLinkedQueue<Runnable> decided = new ConcurrentLinkedQueue<>();

        private final AtomicBoolean called = new AtomicBoolean();

        private OfLoop(EventLoop loop) {
            this.loop = loop;
        }

        /** Runs it on the loop, after those that were told before; on the caller's thread when the loop has ended. */
        public void tell(Runnable telling) {
            decided.add(telling);
            call();
        }

        private void call() {
            if (called.compareAndSet(false, true)) {
                try {
                    loop.execute(this::turn);
                } catch (RejectedExecutionException closed) {
                    tell(Integer.MAX_VALUE);
                }
            }
        }

        private void turn() {
            called.set(false);
            try {
                tell(MOST);
            } finally {
                if (!decided.isEmpty()) {
                    call();
                }
            }
        }

        private void tell(int most) {
            Runnable next = null;
            for (int told = 0; told < most && (next = decided.poll()) != null; told++) {
                next.run();
            }
        }
    }
}
