package dev.busway.testkit.simulation;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Timer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.SharedData;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The little of Vert.x that the platform's inner parts use, on the virtual clock. An interface with some hundred methods, of which
 * these few are answered and the others refused: so it is a proxy.
 */
final class VirtualVertx implements InvocationHandler {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Object[] NONE = {};

    private final VirtualNode node;
    private final VertxInternal view;
    private final VirtualContext main;
    private final Map<Long, VirtualTime.Step> timers = new HashMap<>();
    private final Map<Object, Object> shared = new HashMap<>();
    private long lastTimer;

    VirtualVertx(VirtualNode node) {
        this.node = node;
        this.view = proxy(VertxInternal.class, this);
        this.main = context();
    }

    VertxInternal view() {
        return view;
    }

    VirtualContext context() {
        return new VirtualContext(node, new VirtualLoop(node), null);
    }

    @Override
    @SuppressWarnings("unchecked") // the signatures are Vert.x's own
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given) throws Throwable {
        Object[] values = given == null ? NONE : given;
        return switch (method.getName()) {
            case "setTimer" -> timer((long) values[0], (Handler<Long>) values[1]);
            case "setPeriodic" -> periodic(++lastTimer, (long) values[0], (Handler<Long>) values[values.length - 1]);
            case "cancelTimer" -> cancel((long) values[0]);
            case "timer" -> timer((long) values[0]);
            case "getOrCreateContext" -> current();
            case "createEventLoopContext" -> context();
            case "runOnContext" -> runOnContext((Handler<Void>) values[0]);
            case "sharedData" -> proxy(SharedData.class, (data, call, names) -> proxy(LocalMap.class, this::map));
            case "toString" -> "virtual vertx of " + node;
            case "hashCode" -> System.identityHashCode(this);
            case "equals" -> proxy == values[0];
            default -> throw VirtualContext.notSimulated("Vertx." + method.getName());
        };
    }

    /** All local maps are one: nobody in the house uses a key twice. */
    private @Nullable Object map(Object proxy, Method method, Object[] values) throws Throwable {
        try {
            return Map.class
                    .getMethod(method.getName(), method.getParameterTypes())
                    .invoke(shared, values);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private @Nullable Object runOnContext(Handler<Void> task) {
        current().runOnContext(task);
        return null;
    }

    private ContextInternal current() {
        VirtualContext current = node.time().current;
        return current != null && current.inThread() ? current : main;
    }

    private long timer(long millis, Handler<Long> fired) {
        long id = ++lastTimer;
        VirtualContext context = (VirtualContext) current();
        timers.put(id, context.loop().timer(millis * NANOS_PER_MILLI, () -> {
            timers.remove(id);
            context.dispatch(id, fired);
        }));
        return id;
    }

    private long periodic(long id, long millis, Handler<Long> fired) {
        VirtualContext context = (VirtualContext) current();
        timers.put(id, context.loop().timer(millis * NANOS_PER_MILLI, () -> {
            periodic(id, millis, fired);
            context.dispatch(id, fired);
        }));
        return id;
    }

    private boolean cancel(long id) {
        VirtualTime.Step planned = timers.remove(id);
        if (planned != null) {
            planned.cancel();
        }
        return planned != null;
    }

    private Timer timer(long millis) {
        Promise<Void> over = current().promise();
        timer(millis, fired -> over.complete());
        Future<Void> future = over.future();
        return proxy(Timer.class, (timer, method, values) -> {
            try {
                return method.invoke(future, values);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
