package dev.busway.http.door;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;

/** How many are inside one node's door, over all its event loops. Safe on any thread. */
public final class Admission {
    private final LimitOptions limits;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final Promise<Void> empty = Promise.promise();
    private volatile boolean draining;

    public Admission(LimitOptions limits) {
        this.limits = limits;
    }

    public LimitOptions limits() {
        return limits;
    }

    public boolean draining() {
        return draining;
    }

    public int inFlight() {
        return inFlight.get();
    }

    /** Open connections, those above the limit included. */
    public int connections() {
        return connections.get();
    }

    /** Lets nobody new in; completes when the last one has left. */
    public Future<Void> drain() {
        draining = true;
        if (inFlight.get() == 0) {
            empty.tryComplete();
        }
        return empty.future();
    }

    /** Whether there is room for one more request; who enters must {@link #leave()}. */
    boolean enter() {
        if (inFlight.incrementAndGet() <= limits.inFlight()) {
            return true;
        }
        leave();
        return false;
    }

    void leave() {
        if (inFlight.decrementAndGet() == 0 && draining) {
            empty.tryComplete();
        }
    }

    /** The number of connections with this new one. */
    int connected() {
        return connections.incrementAndGet();
    }

    void disconnected() {
        connections.decrementAndGet();
    }
}
