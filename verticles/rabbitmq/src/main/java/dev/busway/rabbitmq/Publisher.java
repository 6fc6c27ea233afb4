package dev.busway.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import dev.busway.bus.Outcome;
import dev.busway.bus.stage.Deadlines;
import dev.busway.bus.stage.Watch;
import dev.busway.bus.transport.broker.Outlet;
import dev.busway.bus.transport.broker.Tellings;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages on one channel in the order of the calls, and tells each when the broker has confirmed it. Safe on any thread,
 * blocks none but its own link's: what would have to wait for a connection, or for room, is refused with BUSY.
 */
final class Publisher implements Outlet, Link.Member {
    private final VertxInternal vertx;
    private final Link link;
    private final Topology topology;
    private final RabbitSettings settings;
    private final ConcurrentSkipListMap<Long, Sending> unconfirmed = new ConcurrentSkipListMap<>();
    private final Tellings callers = new Tellings();
    private final AtomicInteger places = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    /** The link's thread's own. */
    private @Nullable Channel channel;

    Publisher(Vertx vertx, Link link, Topology topology, RabbitSettings settings) {
        this.vertx = (VertxInternal) vertx;
        this.link = link;
        this.topology = topology;
        this.settings = settings;
        link.add(this);
    }

    @Override
    public Future<Void> ready(String address) {
        return topology.ready(address);
    }

    /** A message as a CloudEvent; done when the broker has confirmed it. The future never fails. */
    @Override
    public Future<Outcome> send(String address, Message message) {
        Route route = topology.route(address);
        if (route == null) {
            return topology.ready(address)
                    .transform(made -> made.succeeded()
                            ? send(address, message)
                            : Future.succeededFuture(Outcome.refused(made.cause())));
        }
        Outgoing outgoing = Outgoing.of(message, route.keeping());
        return hand(route, route.keyOf(message), outgoing, message.deadlineMillis());
    }

    /** A delivery as it stands; done when the broker has confirmed it. The future never fails. */
    Future<Outcome> forward(String address, Outgoing delivery) {
        Route route = topology.route(address);
        return route == null
                ? topology.ready(address)
                        .transform(made -> made.succeeded()
                                ? forward(address, delivery)
                                : Future.succeededFuture(Outcome.refused(made.cause())))
                : hand(route, route.keys().get(0), delivery, 0);
    }

    private Future<Outcome> hand(Route route, String key, Outgoing message, long deadlineMillis) {
        ContextInternal context = vertx.getOrCreateContext();
        long now = System.currentTimeMillis();
        if (deadlineMillis != 0 && deadlineMillis <= now) {
            return context.succeededFuture(Refusals.EXPIRED);
        }
        if (link.isLost()) {
            // Known at once: a try to connect may take the link's thread for a while.
            return context.succeededFuture(Refusals.NOT_CONNECTED);
        }
        if (message.bytes() > settings.largestBytes()) {
            return context.succeededFuture(Refusals.tooLarge(message.bytes(), settings.largestBytes()));
        }
        int waiting = places.incrementAndGet();
        long held = bytes.addAndGet(message.bytes());
        // One alone always has room.
        if (waiting > settings.unconfirmed() || (held > settings.bufferBytes() && waiting > 1)) {
            places.decrementAndGet();
            bytes.addAndGet(-message.bytes());
            return context.succeededFuture(
                    Refusals.full(waiting > settings.unconfirmed() ? waiting - 1 + " messages" : held + " bytes"));
        }
        PromiseInternal<Outcome> promise = context.promise();
        long until = deadlineMillis == 0 ? now + settings.deliveryTimeout().toMillis() : deadlineMillis;
        Watch<Outcome> answer = Deadlines.watch(context, until, promise, late -> late.tryComplete(Refusals.EXPIRED));
        Tellings.OfLoop caller = callers.of(context);
        link.execute(new Sending(this, route, key, message, until, answer, caller));
        return promise.future();
    }

    /** On the link's thread. */
    void publish(Sending sending) {
        Channel now = channel;
        if (now == null || !now.isOpen()) {
            sending.end(Refusals.NOT_CONNECTED);
            return;
        }
        long number = now.getNextPublishSeqNo();
        unconfirmed.put(number, sending);
        try {
            boolean mustArrive = sending.route.audience() == Route.Audience.ONE;
            link.hold(() -> now.basicPublish(
                    sending.route.exchange(),
                    sending.key,
                    mustArrive,
                    sending.message.properties(),
                    sending.message.body()));
        } catch (IOException | RuntimeException failed) {
            // What the broker counts and what we count may differ from here on.
            unconfirmed.remove(number);
            sending.end(failed instanceof IllegalArgumentException ? Outcome.refused(failed) : Refusals.LOST);
            Channels.end(now);
        }
    }

    /** Gives back its place. */
    void ended(Sending sending) {
        places.decrementAndGet();
        bytes.addAndGet(-sending.message.bytes());
    }

    /** Messages that the broker has not confirmed. */
    int waiting() {
        return places.get();
    }

    @Override
    public void up(Connection connection) throws IOException {
        Channel fresh = Channels.open(connection);
        fresh.addReturnListener(this::gaveBack);
        fresh.addConfirmListener(this::confirmed, this::refused);
        fresh.addShutdownListener(why -> link.execute(again -> lost(fresh, why)));
        fresh.confirmSelect();
        channel = fresh;
    }

    @Override
    public void down() {
        channel = null;
        failAll();
    }

    /** The channel ended and the connection did not. */
    private void lost(Channel gone, ShutdownSignalException why) throws IOException {
        if (gone != channel) {
            return;
        }
        down();
        Connection connection = link.connection();
        if (connection != null) {
            if (Refusals.isNotFound(why)) {
                topology.again();
            }
            up(connection);
        }
    }

    private void failAll() {
        List<Sending> all = new ArrayList<>(unconfirmed.values());
        unconfirmed.clear();
        all.forEach(sending -> sending.end(Refusals.LOST));
    }

    private void confirmed(long number, boolean multiple) {
        for (Sending sending : taken(number, multiple)) {
            sending.confirmed();
        }
    }

    private void refused(long number, boolean multiple) {
        for (Sending sending : taken(number, multiple)) {
            sending.end(Refusals.NOT_KEPT);
        }
    }

    private List<Sending> taken(long number, boolean multiple) {
        if (!multiple) {
            Sending one = unconfirmed.remove(number);
            return one == null ? List.of() : List.of(one);
        }
        Map<Long, Sending> some = unconfirmed.headMap(number, true);
        List<Sending> all = new ArrayList<>(some.values());
        some.clear();
        return all;
    }

    /** The broker gives back what no queue takes, in the order of sending, and confirms it then. */
    private void gaveBack(Return unroutable) {
        String id = unroutable.getProperties().getMessageId();
        for (Sending sending : unconfirmed.values()) {
            if (sending.matches(unroutable.getExchange(), unroutable.getRoutingKey(), id == null ? "" : id)) {
                sending.giveBack();
                break;
            }
        }
        topology.again();
    }
}
