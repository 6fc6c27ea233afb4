package dev.busway.amqp;

import dev.busway.amqp.Layout.Routing;
import dev.busway.bus.Outcome;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonSender;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.jspecify.annotations.Nullable;

/**
 * Writes to one address in the order of the calls, as fast as the broker gives credit. When the connection is lost, durable messages
 * that were not accepted are sent again on the next, in their order: the broker may then have some of them twice. Touched by the
 * wire's context only, but {@link #send}.
 */
final class SenderLink implements Wire.Tenant {
    private static final long LOOK_AGAIN_MILLIS = 200;
    private static final int FIRST_SWEEP = 1_024;

    private final Wire wire;
    private final String address;
    private final Optional<Symbol> capability;
    /** Not yet on the connection. */
    private final ArrayDeque<Sending> waiting = new ArrayDeque<>();
    /** On the connection, not yet accepted; those settled meanwhile leave when they come first. */
    private final ArrayDeque<Sending> onTheirWay = new ArrayDeque<>();

    private Promise<Void> opened = Promise.promise();
    private @Nullable ProtonConnection connection;
    private @Nullable ProtonSender link;
    private boolean usable;
    private int sweepAt = FIRST_SWEEP;

    /** @param routing where it is known: on an address of both kinds the broker would choose one for us */
    SenderLink(Wire wire, String address, Optional<Routing> routing) {
        this.wire = wire;
        this.address = address;
        this.capability = routing.map(known -> Symbol.valueOf(known == Routing.ANYCAST ? "queue" : "topic"));
    }

    /** Completes when messages may go, fails when the broker lets none go there. Safe on any thread. */
    Future<Void> ready() {
        Promise<Void> known = Promise.promise();
        wire.run(() -> opened.future().onComplete(known));
        return known.future().timeout(wire.settings().connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Safe on any thread. */
    void send(Sending sending) {
        wire.run(() -> {
            waiting.addLast(sending);
            pump();
        });
    }

    @Override
    public void up(ProtonConnection now) {
        connection = now;
        open(now);
    }

    @Override
    public void down() {
        connection = null;
        lost();
    }

    private void open(ProtonConnection now) {
        ProtonSender made = now.createSender(address);
        link = made;
        capability.ifPresent(word -> ((Target) made.getTarget()).setCapabilities(word));
        made.openHandler(answer -> opened(made, answer))
                .closeHandler(answer -> ended(made, answer.cause()))
                .detachHandler(answer -> ended(made, answer.cause()))
                .sendQueueDrainHandler(credit -> pump());
        made.open();
    }

    private void opened(ProtonSender made, AsyncResult<ProtonSender> answer) {
        // A refused link is opened with no target, then closed with the reason.
        if (made == link && answer.succeeded() && made.getRemoteTarget() != null) {
            usable = true;
            opened.tryComplete();
            pump();
        }
    }

    /** The broker ended the link alone. */
    private void ended(ProtonSender made, @Nullable Throwable cause) {
        made.close();
        if (made != link) {
            return;
        }
        boolean refused = !usable;
        lost();
        if (refused) {
            refuseAll(cause);
        }
        wire.context().setTimer(LOOK_AGAIN_MILLIS, timer -> {
            ProtonConnection now = connection;
            if (now != null && link == null) {
                open(now);
            }
        });
    }

    private void refuseAll(@Nullable Throwable cause) {
        String text = Refusals.text(cause);
        Outcome refusal = Refusals.noLink(address, text);
        waiting.forEach(sending -> sending.tell(refusal));
        waiting.clear();
        opened.tryFail(text);
        opened = Promise.promise();
    }

    private void lost() {
        link = null;
        usable = false;
        Iterator<Sending> latestFirst = onTheirWay.descendingIterator();
        while (latestFirst.hasNext()) {
            Sending sending = latestFirst.next();
            if (sending.settled) {
                continue;
            }
            if (sending.isDurable()) {
                waiting.addFirst(sending);
            } else {
                sending.tell(Refusals.LOST);
            }
        }
        onTheirWay.clear();
    }

    private void pump() {
        ProtonSender open = link;
        while (usable && open != null && !waiting.isEmpty() && !open.sendQueueFull()) {
            Sending sending = waiting.removeFirst();
            if (!sending.isOver()) {
                sending.given();
                onTheirWay.addLast(sending);
                open.send(sending.message, delivery -> settled(sending, delivery.getRemoteState()));
            }
        }
        if (waiting.size() >= sweepAt) {
            // What nobody waits for any more is not kept while the broker is away.
            waiting.removeIf(Sending::isOver);
            sweepAt = Math.max(FIRST_SWEEP, 2 * waiting.size());
        }
    }

    private void settled(Sending sending, @Nullable DeliveryState state) {
        sending.settled = true;
        sending.tell(Refusals.of(state));
        while (!onTheirWay.isEmpty() && onTheirWay.getFirst().settled) {
            onTheirWay.removeFirst();
        }
    }
}
