package dev.busway.bus.stage;

import io.netty.channel.EventLoop;
import io.vertx.core.Completable;
import io.vertx.core.Promise;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One promise under watch of its event loop's {@link Deadlines}. Completing the watch completes the promise, on the loop, unless
 * the deadline came first: then a late completion changes nothing.
 */
public final class Watch<T> implements Completable<T> {
    final long atMillis;
    private final EventLoop loop;
    private final Promise<T> promise;
    private final Consumer<Promise<T>> expired;

    /** The wheel that keeps it, once it is in one. */
    @Nullable
    Deadlines wheel;

    int slot = -1;

    @Nullable
    Watch<?> next;

    @Nullable
    Watch<?> previous;

    Watch(EventLoop loop, long atMillis, Promise<T> promise, Consumer<Promise<T>> expired) {
        this.loop = loop;
        this.atMillis = atMillis;
        this.promise = promise;
        this.expired = expired;
    }

    boolean isOver() {
        return promise.future().isComplete();
    }

    void expire() {
        expired.accept(promise);
    }

    @Override
    public void complete(T result, @Nullable Throwable failure) {
        if (loop.inEventLoop()) {
            end(result, failure);
            return;
        }
        try {
            loop.execute(() -> end(result, failure));
        } catch (RejectedExecutionException closed) {
            settle(result, failure);
        }
    }

    private void end(T result, @Nullable Throwable failure) {
        Deadlines in = wheel;
        if (in != null) {
            in.remove(this);
        }
        settle(result, failure);
    }

    private void settle(T result, @Nullable Throwable failure) {
        if (failure == null) {
            promise.tryComplete(result);
        } else {
            promise.tryFail(failure);
        }
    }
}
