package dev.busway.http.eventbus;

import dev.busway.bus.Bus;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.http.door.LimitOptions;
import dev.busway.http.streams.Taps;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The open sockets of one node, bounded. Safe on any thread. */
public final class Sockets implements Handler<SockJSSocket> {
    private final Vertx vertx;
    private final Bus bus;
    private final Taps taps;
    private final SocketOptions options;
    private final LimitOptions limits;
    private final Set<BridgeSocket> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Talk> talks = new ConcurrentHashMap<>();
    private final LongAdder slow = new LongAdder();

    public Sockets(Vertx vertx, Bus bus, Taps taps, SocketOptions options, LimitOptions limits) {
        this.vertx = vertx;
        this.bus = bus;
        this.taps = taps;
        this.options = options;
        this.limits = limits;
    }

    SocketOptions options() {
        return options;
    }

    LimitOptions limits() {
        return limits;
    }

    /** How to talk to this channel. @throws ProblemException UNKNOWN_CHANNEL where no contract names it */
    Talk talk(String address) {
        Talk known = talks.get(address);
        return known == null
                ? talks.computeIfAbsent(address, named -> Talk.with(bus.channel(named), bus.store()))
                : known;
    }

    Bus bus() {
        return bus;
    }

    Taps taps() {
        return taps;
    }

    Vertx vertx() {
        return vertx;
    }

    @Override
    public void handle(SockJSSocket socket) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        Wire wire = new Wire(context, socket, options.queueBytes(), this);
        BridgeSocket bridge = new BridgeSocket(socket, wire, this);
        open.add(bridge);
        if (open.size() > options.sockets()) {
            open.remove(bridge);
            wire.send(Answer.problem(
                    "",
                    Problem.of(
                            Kind.BUSY,
                            "This node has as many open sockets as it takes.",
                            "Try again in a moment, or ask for a higher http.sockets.maxSockets.")));
            wire.close();
            return;
        }
        bridge.begin();
    }

    /** Closes every socket in order. */
    public void closeAll() {
        open.forEach(BridgeSocket::close);
    }

    public int count() {
        return open.size();
    }

    /** How many clients were disconnected because they read too slowly. */
    public long slowReaders() {
        return slow.sum();
    }

    void ended(BridgeSocket socket) {
        open.remove(socket);
    }

    void tooSlow() {
        slow.increment();
    }
}
