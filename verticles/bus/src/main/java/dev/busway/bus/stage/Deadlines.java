package dev.busway.bus.stage;

import io.netty.channel.EventLoop;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one event loop in a coarse wheel: one timer for all of them, where a timer each would cost as much as the
 * whole call. A deadline is kept never early and at most {@link #PRECISION_MILLIS} late while the loop runs. Touched by its loop
 * only.
 */
public final class Deadlines {
    private static final int TICK_SHIFT = 4;

    /** How late a deadline may be seen: a tick of the wheel and one of its timer. */
    public static final long PRECISION_MILLIS = 2L << TICK_SHIFT;

    /** Turns once in 8 s; what lies further ahead stays in its slot for more turns. */
    private static final int SLOTS = 512;

    private static final ThreadLocal<@Nullable Deadlines> HERE = new ThreadLocal<>();

    private final EventLoop loop;
    private final Watch<?>[] slots = new Watch<?>[SLOTS];
    private long lastTick;
    private int size;
    private @Nullable ScheduledFuture<?> timer;

    private Deadlines(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * Watches a promise until it is completed through the watch, or its deadline has come. Safe on any thread.
     *
     * @param context whose event loop keeps the time
     * @param atMillis milliseconds since 1970
     * @param expired what then completes the promise
     */
    public static <T> Watch<T> watch(
            ContextInternal context, long atMillis, Promise<T> promise, Consumer<Promise<T>> expired) {
        EventLoop loop = context.nettyEventLoop();
        Watch<T> watch = new Watch<>(loop, atMillis, promise, expired);
        if (loop.inEventLoop()) {
            of(loop).add(watch);
        } else {
            try {
                loop.execute(() -> of(loop).add(watch));
            } catch (RejectedExecutionException closed) {
                expired.accept(promise);
            }
        }
        return watch;
    }

    static Deadlines of(EventLoop loop) {
        Deadlines here = HERE.get();
        if (here == null) {
            here = new Deadlines(loop);
            HERE.set(here);
        }
        return here;
    }

    private void add(Watch<?> watch) {
        if (watch.isOver()) {
            return;
        }
        if (timer == null) {
            lastTick = System.currentTimeMillis() >> TICK_SHIFT;
            arm();
        }
        long tick = Math.max((watch.atMillis >> TICK_SHIFT) + 1, lastTick + 1);
        int slot = (int) (tick & (SLOTS - 1));
        Watch<?> head = slots[slot];
        watch.wheel = this;
        watch.slot = slot;
        watch.next = head;
        if (head != null) {
            head.previous = watch;
        }
        slots[slot] = watch;
        size++;
    }

    void remove(Watch<?> watch) {
        if (watch.slot < 0) {
            return;
        }
        if (watch.previous == null) {
            slots[watch.slot] = watch.next;
        } else {
            watch.previous.next = watch.next;
        }
        if (watch.next != null) {
            watch.next.previous = watch.previous;
        }
        watch.slot = -1;
        watch.next = null;
        watch.previous = null;
        size--;
    }

    private void arm() {
        try {
            timer = loop.schedule(this::tick, 1L << TICK_SHIFT, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            timer = null;
        }
    }

    private void tick() {
        long now = System.currentTimeMillis();
        long nowTick = now >> TICK_SHIFT;
        long first = Math.max(lastTick + 1, nowTick - SLOTS + 1);
        lastTick = Math.max(lastTick, nowTick);
        for (long tick = first; tick <= nowTick; tick++) {
            expire((int) (tick & (SLOTS - 1)), now);
        }
        timer = null;
        if (size > 0) {
            arm();
        }
    }

    private void expire(int slot, long now) {
        Watch<?> watch = slots[slot];
        while (watch != null) {
            Watch<?> following = watch.next;
            if (watch.atMillis <= now) {
                remove(watch);
                watch.expire();
            }
            watch = following;
        }
    }
}
