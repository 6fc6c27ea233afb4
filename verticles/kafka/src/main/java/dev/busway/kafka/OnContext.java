package dev.busway.kafka;

import io.vertx.core.Completable;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Completes a promise on its own context by one hop, whatever hangs on it: otherwise each listener would make the hop. */
final class OnContext<T> implements Completable<T>, Runnable {
    private final ContextInternal context;
    private final Promise<T> promise;
    private @Nullable T result;
    private @Nullable Throwable failure;

    OnContext(ContextInternal context, Promise<T> promise) {
        this.context = context;
        this.promise = promise;
    }

    @Override
    public void complete(T value, @Nullable Throwable failed) {
        result = value;
        failure = failed;
        try {
            // The queue of the context publishes both fields.
            context.execute(this);
        } catch (RejectedExecutionException closed) {
            run();
        }
    }

    @Override
    public void run() {
        promise.complete(result, failure);
    }
}
