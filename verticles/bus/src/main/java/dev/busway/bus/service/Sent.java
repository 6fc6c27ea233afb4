package dev.busway.bus.service;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * A call under way to one instance. Safe on any thread.
 *
 * @param <A> its answer
 */
public final class Sent<A> {
    private final Promise<A> answer = Promise.promise();
    private volatile boolean abandoned;
    private volatile boolean reached;
    private volatile Runnable reset = () -> {};

    /** Nothing has gone out yet. */
    public Sent() {}

    /** Fails where the instance cannot be reached, or breaks off. */
    Future<A> answer() {
        return answer.future();
    }

    /** Whether the instance may have seen it. */
    boolean reached() {
        return reached;
    }

    /**
     * There is a connection, and the call goes out now.
     *
     * @param undo breaks it off
     * @return whether anybody still waits for it; if not, {@code undo} has run
     */
    public boolean goesOut(Runnable undo) {
        reset = undo;
        if (abandoned) {
            undo.run();
            return false;
        }
        reached = true;
        return true;
    }

    /** The instance has answered. */
    public void answered(A how) {
        answer.tryComplete(how);
    }

    /** It could not be reached, or broke off. */
    public void failed(Throwable cause) {
        answer.tryFail(cause);
    }

    /** Nobody waits for it any more; does nothing where it has ended. */
    void abandon() {
        abandoned = true;
        if (!answer.future().isComplete()) {
            reset.run();
            answer.tryFail("nobody waits for it any more");
        }
    }
}
