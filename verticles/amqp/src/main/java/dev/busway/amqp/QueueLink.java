package dev.busway.amqp;

import dev.busway.bus.transport.broker.GroupWork;
import dev.busway.bus.transport.broker.Incoming;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonDelivery;
import io.vertx.proton.ProtonReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings one queue to its group's work; nothing is given back out of order: what a link leaves unfinished the broker keeps in its place. */
final class QueueLink extends ReceiverLink {
    private static final Logger LOG = LoggerFactory.getLogger(QueueLink.class);

    private final String address;
    private final String queue;
    private final int bound;
    private final GroupWork work;
    private final LetterReader reader;
    private final Outgoing outgoing;
    private List<QueueArrival> come = new ArrayList<>();
    private @Nullable QueueShard shard;
    private boolean active;

    QueueLink(
            Wire wire,
            String address,
            String queue,
            int bound,
            GroupWork work,
            LetterReader reader,
            Outgoing outgoing) {
        super(wire, queue);
        this.address = address;
        this.queue = queue;
        this.bound = bound;
        this.work = work;
        this.reader = reader;
        this.outgoing = outgoing;
    }

    @Override
    ProtonReceiver make(ProtonConnection now) {
        ProtonReceiver made = now.createReceiver(address + "::" + queue);
        return made.setAutoAccept(false).setPrefetch(0).handler((delivery, letter) -> take(made, delivery, letter));
    }

    @Override
    void opened(ProtonReceiver made) {
        QueueShard fresh = new QueueShard(made, bound);
        shard = fresh;
        active = false;
        fresh.begin();
    }

    String queue() {
        return queue;
    }

    /** Whether messages came since the link was opened: then no other node gets any of this queue. */
    boolean isActive() {
        return active;
    }

    private void take(ProtonReceiver by, ProtonDelivery delivery, Message letter) {
        QueueShard now = shard;
        if (now == null || now.isReleased() || !isCurrent(by)) {
            return;
        }
        active = true;
        Incoming incoming = reader.read(letter, address);
        if (come.isEmpty()) {
            // The rest of what one read from the socket brought comes before this runs.
            wire.context().runOnContext(go -> hand());
        }
        come.add(new QueueArrival(now, queue, delivery, letter, incoming, outgoing));
    }

    private void hand() {
        List<QueueArrival> some = come;
        come = new ArrayList<>();
        work.take(some);
    }

    @Override
    Future<Void> lost() {
        QueueShard last = shard;
        shard = null;
        active = false;
        if (last == null) {
            return Future.succeededFuture();
        }
        last.lose();
        return released(last);
    }

    @Override
    Future<Void> leaving() {
        QueueShard last = shard;
        if (last == null) {
            return Future.succeededFuture();
        }
        long drain = wire.settings().drain().toMillis();
        return released(last).timeout(drain, TimeUnit.MILLISECONDS).recover(running -> {
            LOG.atWarn()
                    .addKeyValue("queue", queue)
                    .addKeyValue("waited_ms", drain)
                    .log("handlers still run: their messages come again elsewhere");
            last.lose();
            return Future.succeededFuture();
        });
    }

    private Future<Void> released(QueueShard last) {
        Promise<Void> quiet = Promise.promise();
        // Not at once: the work tells it in the midst of its own bookkeeping, and who hears it may release again.
        var unused = work.release(List.of(last)).thenRun(() -> wire.context().runOnContext(go -> quiet.complete()));
        return quiet.future();
    }
}
