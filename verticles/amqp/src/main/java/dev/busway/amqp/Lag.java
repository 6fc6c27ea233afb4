package dev.busway.amqp;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many messages wait at the broker in the queues that this node reads, those that it works on among them, as it was a moment
 * ago: the broker's management is asked for some queues at a time. Touched by the wire's context, but {@link #messages}.
 */
final class Lag {
    private static final Logger LOG = LoggerFactory.getLogger(Lag.class);
    private static final int MOST_AT_ONCE = 100;

    private final Wire wire;
    private final Queues queues;
    private final List<QueueLink> links;
    private final Map<QueueLink, Long> waiting = new HashMap<>();
    private final long timer;
    private int next;
    private volatile long sum;

    Lag(Wire wire, Queues queues, List<QueueLink> links, Duration every) {
        this.wire = wire;
        this.queues = queues;
        this.links = links;
        this.timer = wire.context().owner().setPeriodic(every.toMillis(), due -> wire.run(this::look));
    }

    /** Safe on any thread. */
    long messages() {
        return sum;
    }

    private void look() {
        for (int i = 0; i < Math.min(links.size(), MOST_AT_ONCE); i++) {
            QueueLink link = links.get(next);
            next = (next + 1) % links.size();
            if (link.isActive()) {
                queues.depth(link.queue())
                        .onSuccess(depth -> wire.run(() -> count(link, depth)))
                        .onFailure(failed -> LOG.atDebug()
                                .addKeyValue("queue", link.queue())
                                .addKeyValue("cause", failed.getMessage())
                                .log("depth not known"));
            } else {
                count(link, 0);
            }
        }
    }

    private void count(QueueLink link, long depth) {
        if (depth > 0) {
            waiting.put(link, depth);
        } else {
            waiting.remove(link);
        }
        sum = waiting.values().stream().mapToLong(Long::longValue).sum();
    }

    void stop() {
        wire.context().owner().cancelTimer(timer);
    }
}
