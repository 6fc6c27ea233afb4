package dev.busway.http.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The WebSockets that pass through a node. Safe on any thread. */
public final class Tunnels {
    private final int most;
    private final AtomicInteger count = new AtomicInteger();
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    public Tunnels(int most) {
        this.most = most;
    }

    public int count() {
        return count.get();
    }

    /** The next ones are closed as soon as they open. */
    public void closeAll() {
        closing = true;
        open.forEach(NetSocket::close);
    }

    /** Whether there is room for one more; who enters must {@link #leave()}. */
    boolean enter() {
        if (count.incrementAndGet() <= most) {
            return true;
        }
        count.decrementAndGet();
        return false;
    }

    void leave() {
        count.decrementAndGet();
    }

    /** Passes bytes both ways until one end closes, or nothing moves either way for so long; then both are closed, and it is over. */
    void join(Vertx vertx, NetSocket caller, NetSocket service, Duration idle, Runnable over) {
        open.add(caller);
        Quiet quiet = new Quiet(vertx, idle, () -> {
            caller.close();
            service.close();
        });
        pass(caller, service, quiet);
        pass(service, caller, quiet);
        caller.closeHandler(closed -> {
            open.remove(caller);
            quiet.end();
            service.close();
        });
        service.closeHandler(closed -> {
            quiet.end();
            caller.close();
            over.run();
        });
        if (closing) {
            caller.close();
        }
    }

    private static void pass(NetSocket from, NetSocket to, Quiet quiet) {
        from.handler(bytes -> {
            quiet.moved();
            to.write(bytes);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(drained -> from.resume());
            }
        });
        from.exceptionHandler(broken -> to.close());
        from.resume();
    }
}
