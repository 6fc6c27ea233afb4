package dev.busway.amqp;

import dev.busway.bus.transport.broker.Shard;
import io.vertx.proton.ProtonDelivery;
import io.vertx.proton.ProtonReceiver;
import org.apache.qpid.proton.amqp.messaging.Accepted;

/**
 * One queue while this node has it by one link. Gives credit as messages end, so that never more than the bound wait or run here.
 * Touched by the wire's context.
 */
final class QueueShard extends Shard {
    private static final int PARTS = 4;

    private final ProtonReceiver link;
    private final int bound;
    private int owed;
    private boolean gone;

    /** @param bound most messages that wait or run */
    QueueShard(ProtonReceiver link, int bound) {
        this.link = link;
        this.bound = bound;
    }

    void begin() {
        link.flow(bound);
    }

    /** The link is no more: nothing can be acknowledged. */
    void lose() {
        gone = true;
        release();
    }

    /** What ends while the queue is handed over need not come again; by a link that is no more nothing can be said. */
    void ended(ProtonDelivery delivery) {
        if (gone) {
            return;
        }
        delivery.disposition(Accepted.getInstance(), true);
        owed++;
        // A credit each would be a frame each.
        if (owed >= Math.max(bound / PARTS, 1) && !isReleased()) {
            link.flow(owed);
            owed = 0;
        }
    }
}
