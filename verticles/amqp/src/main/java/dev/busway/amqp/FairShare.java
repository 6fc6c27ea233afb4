package dev.busway.amqp;

import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spreads a group's exclusive queues over its nodes: the broker gives each queue to whoever came first, so now and then a node that
 * has more than its share hands some over, in order. Touched by the wire's context.
 */
final class FairShare {
    private static final Logger LOG = LoggerFactory.getLogger(FairShare.class);

    private final ContextInternal context;
    private final Queues queues;
    private final List<QueueLink> links;
    private final long timer;

    FairShare(Wire wire, Queues queues, List<QueueLink> links, Duration every) {
        this.context = wire.context();
        this.queues = queues;
        this.links = links;
        this.timer = context.owner().setPeriodic(every.toMillis(), due -> wire.run(this::look));
    }

    private void look() {
        List<QueueLink> mine = links.stream().filter(QueueLink::isActive).toList();
        if (mine.size() > 1) {
            queues.readers(mine.get(0).queue())
                    .onSuccess(readers -> context.emit(go -> giveSurplus(mine, readers)))
                    .onFailure(failed -> LOG.atDebug()
                            .addKeyValue("queue", mine.get(0).queue())
                            .addKeyValue("cause", failed.getMessage())
                            .log("readers not known"));
        }
    }

    private void giveSurplus(List<QueueLink> mine, int readers) {
        int share = share(links.size(), readers);
        if (mine.size() > share) {
            LOG.atInfo()
                    .addKeyValue("queues", links.size())
                    .addKeyValue("readers", readers)
                    .addKeyValue("mine", mine.size())
                    .addKeyValue("given", mine.size() - share)
                    .log("queues handed over");
            mine.subList(share, mine.size()).forEach(QueueLink::handOver);
        }
    }

    /** Rounded up, so that nothing is handed round and round. */
    static int share(int queues, int readers) {
        int among = Math.max(readers, 1);
        return (queues + among - 1) / among;
    }

    void stop() {
        context.owner().cancelTimer(timer);
    }
}
