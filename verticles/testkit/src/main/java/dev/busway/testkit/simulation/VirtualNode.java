package dev.busway.testkit.simulation;

import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;

/**
 * One process of a simulated world, from its start to its end: a crash takes all that it would have done next, a freeze only puts it
 * off. What it sent before is with others. A restart makes another node.
 */
public final class VirtualNode {
    private final VirtualTime time;
    private final String name;
    private final VirtualVertx vertx;
    private boolean alive = true;
    private long frozenUntil;

    public VirtualNode(VirtualTime time, String name) {
        this.time = time;
        this.name = name;
        this.vertx = new VirtualVertx(this);
    }

    public VirtualTime time() {
        return time;
    }

    /** A context with an event loop of its own. */
    public ContextInternal context() {
        return vertx.context();
    }

    /** What the platform's code takes for Vert.x: timers and contexts of the virtual clock; it refuses all else. */
    public VertxInternal vertx() {
        return vertx.view();
    }

    /** Ends at once, between two steps. */
    public void crash() {
        time.note("crash", name);
        alive = false;
    }

    /** Does nothing for so long, and then goes on as if nothing had been. */
    public void freeze(Duration length) {
        time.note("freeze", name, length.toMillis());
        frozenUntil = Math.max(frozenUntil, time.nanos() + length.toNanos());
    }

    public boolean isAlive() {
        return alive;
    }

    /** Whether it does something now. */
    public boolean isAwake() {
        return alive && frozenUntil <= time.nanos();
    }

    long frozenUntil() {
        return frozenUntil;
    }

    @Override
    public String toString() {
        return name;
    }
}
