package dev.busway.testkit.simulation;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.CloseFuture;
import io.vertx.core.internal.ContextBuilder;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.EventExecutor;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.WorkerPool;
import io.vertx.core.internal.deployment.DeploymentContext;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.context.storage.AccessMode;
import io.vertx.core.spi.context.storage.ContextLocal;
import io.vertx.core.spi.tracing.VertxTracer;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A context of an event loop on the virtual clock, by the rules of the real one; it refuses what nobody in the house uses. */
final class VirtualContext implements ContextInternal {
    private final VirtualNode node;
    private final VirtualLoop loop;
    private final @Nullable VirtualContext original;
    private final ConcurrentMap<Object, Object> data = new ConcurrentHashMap<>(2);

    VirtualContext(VirtualNode node, VirtualLoop loop, @Nullable VirtualContext original) {
        this.node = node;
        this.loop = loop;
        this.original = original;
    }

    VirtualLoop loop() {
        return loop;
    }

    @Override
    public boolean inThread() {
        return loop.inThread();
    }

    @Override
    public boolean isRunningOnContext() {
        return node.time().current == this && inThread();
    }

    @Override
    public <T> void emit(T argument, Handler<T> task) {
        if (inThread()) {
            dispatch(argument, task);
        } else {
            loop.execute(() -> dispatch(argument, task));
        }
    }

    @Override
    public void execute(Runnable task) {
        if (inThread()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    @Override
    public <T> void execute(T argument, Handler<T> task) {
        execute(() -> task.handle(argument));
    }

    /** What ran before may be nothing, as on a real thread. */
    @Override
    @SuppressWarnings("NullAway")
    public @Nullable ContextInternal beginDispatch() {
        VirtualContext before = node.time().current;
        node.time().current = this;
        return before;
    }

    @Override
    public void endDispatch(@Nullable ContextInternal before) {
        node.time().current = (VirtualContext) before;
    }

    @Override
    public void reportException(Throwable thrown) {
        node.time().fail(thrown);
    }

    @Override
    public ContextInternal duplicate(boolean withLocals) {
        return new VirtualContext(node, loop, unwrap());
    }

    @Override
    public VirtualContext unwrap() {
        return original == null ? this : original;
    }

    @Override
    public boolean isDuplicate() {
        return original != null;
    }

    @Override
    public VertxInternal owner() {
        return node.vertx();
    }

    @Override
    public EventExecutor executor() {
        return loop;
    }

    @Override
    public EventExecutor eventLoop() {
        return loop;
    }

    @Override
    public boolean isEventLoopContext() {
        return true;
    }

    @Override
    public boolean isWorkerContext() {
        return false;
    }

    @Override
    public ThreadingModel threadingModel() {
        return ThreadingModel.EVENT_LOOP;
    }

    @Override
    public ConcurrentMap<Object, Object> contextData() {
        return data;
    }

    @Override
    public ClassLoader classLoader() {
        return VirtualContext.class.getClassLoader();
    }

    @Override
    public EventLoop nettyEventLoop() {
        throw notSimulated("nettyEventLoop");
    }

    @Override
    public WorkerPool workerPool() {
        throw notSimulated("workerPool");
    }

    @Override
    public DeploymentContext deployment() {
        throw notSimulated("deployment");
    }

    @Override
    public VertxTracer<?, ?> tracer() {
        throw notSimulated("tracer");
    }

    @Override
    public CloseFuture closeFuture() {
        throw notSimulated("closeFuture");
    }

    @Override
    public Future<Void> close() {
        throw notSimulated("close");
    }

    @Override
    public ContextBuilder toBuilder() {
        throw notSimulated("toBuilder");
    }

    @Override
    public <T> Future<T> executeBlocking(Callable<T> work, boolean ordered) {
        throw notSimulated("executeBlocking");
    }

    @Override
    public JsonObject config() {
        throw notSimulated("config");
    }

    @Override
    public io.vertx.core.Context exceptionHandler(Handler<Throwable> handler) {
        throw notSimulated("exceptionHandler");
    }

    @Override
    public Handler<Throwable> exceptionHandler() {
        throw notSimulated("exceptionHandler");
    }

    @Override
    public <T> T getLocal(ContextLocal<T> key, AccessMode mode) {
        throw notSimulated("getLocal");
    }

    @Override
    public <T> T getLocal(ContextLocal<T> key, AccessMode mode, Supplier<? extends T> initial) {
        throw notSimulated("getLocal");
    }

    @Override
    public <T> void putLocal(ContextLocal<T> key, AccessMode mode, T value) {
        throw notSimulated("putLocal");
    }

    static UnsupportedOperationException notSimulated(String what) {
        return new UnsupportedOperationException(what + " is not simulated");
    }
}
