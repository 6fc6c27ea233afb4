package dev.busway.amqp;

import dev.busway.amqp.Layout.Routing;
import dev.busway.bus.Outcome;
import dev.busway.bus.transport.broker.Outlet;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes to every address of the broker by one wire, in the order of the calls for each key. Safe on any thread, blocks none: what
 * would have to wait for memory is refused with BUSY.
 */
final class Outgoing implements Outlet {
    /** Properties and what keeps a message in memory, beside its payload. */
    private static final int OVERHEAD_BYTES = 1_024;

    private static final long LOOK_AGAIN_MILLIS = 10;

    private final VertxInternal vertx;
    private final Wire wire;
    private final AmqpSettings settings;
    private final Map<String, Layout> layouts = new ConcurrentHashMap<>();
    /** Of the broker's addresses that layouts tell of. */
    private final Map<String, Routing> routings = new ConcurrentHashMap<>();

    private final Map<String, SenderLink> links = new ConcurrentHashMap<>();
    private final AtomicLong held = new AtomicLong();

    Outgoing(VertxInternal vertx, Wire wire) {
        this.vertx = vertx;
        this.wire = wire;
        this.settings = wire.settings();
    }

    /** Says how an address stands at the broker; one that nobody has told of stands like one of answers. Told before it is written to. */
    void know(String address, Layout layout) {
        layouts.put(address, layout);
        layout.addresses().forEach(each -> routings.put(each, layout.routing()));
    }

    /** The same where nobody has told yet; what holds from now on. */
    Layout knowUnlessKnown(String address, Layout layout) {
        Layout known = layouts.get(address);
        if (known == null) {
            know(address, layout);
        }
        return known == null ? layout : known;
    }

    Layout layout(String address) {
        Layout known = layouts.get(address);
        return known == null ? Layout.answers(address) : known;
    }

    @Override
    public Future<Void> ready(String address) {
        List<Future<Void>> all = layout(address).addresses().stream()
                .map(each -> link(each).ready())
                .toList();
        return Future.all(all).mapEmpty();
    }

    @Override
    public Future<Outcome> send(String address, Message message) {
        Layout layout = layout(address);
        return write(
                layout.addressOf(message),
                Letters.of(message, layout.isDurable()),
                message.bytes().length(),
                message.deadlineMillis());
    }

    /**
     * Writes an AMQP message as it stands.
     *
     * @param address the broker's, not ours
     * @param deadlineMillis 0 means the node's own bound
     * @return done when accepted; never fails
     */
    Future<Outcome> write(
            String address, org.apache.qpid.proton.message.Message letter, int bytes, long deadlineMillis) {
        ContextInternal caller = vertx.getOrCreateContext();
        long now = System.currentTimeMillis();
        if (deadlineMillis != 0 && deadlineMillis <= now) {
            return caller.succeededFuture(Refusals.NOT_TAKEN_IN_TIME);
        }
        int size = bytes + OVERHEAD_BYTES;
        // One message larger than the whole memory may go alone.
        if (held.getAndAdd(size) > settings.bufferBytes() - size && held.get() > size) {
            held.addAndGet(-size);
            return caller.succeededFuture(Refusals.FULL);
        }
        long longest = now + settings.deliveryTimeout().toMillis();
        Sending sending =
                new Sending(caller, letter, deadlineMillis == 0 ? longest : Math.min(deadlineMillis, longest));
        link(address).send(sending);
        return sending.outcome().onComplete(told -> held.addAndGet(-size));
    }

    private SenderLink link(String address) {
        SenderLink known = links.get(address);
        return known == null ? links.computeIfAbsent(address, this::open) : known;
    }

    private SenderLink open(String address) {
        SenderLink link = new SenderLink(wire, address, Optional.ofNullable(routings.get(address)));
        wire.join(link);
        return link;
    }

    /** Completes when nothing is on its way any more; everything has a deadline. */
    Future<Void> quiet() {
        Promise<Void> quiet = Promise.promise();
        look(quiet);
        return quiet.future();
    }

    private void look(Promise<Void> quiet) {
        if (held.get() == 0) {
            quiet.complete();
        } else {
            vertx.setTimer(LOOK_AGAIN_MILLIS, timer -> look(quiet));
        }
    }
}
