package dev.busway.kafka;

import dev.busway.bus.transport.broker.GroupWork;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes partitions and gives them away: none before what ran of it has ended, boundedly, and is committed. Poll thread only. */
final class Handover implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private final Assignment assignment;
    private final GroupWork work;
    private final String group;
    private final Duration bound;
    private final Runnable stop;

    /** @param stop what an interruption comes to */
    Handover(Assignment assignment, GroupWork work, String group, Duration bound, Runnable stop) {
        this.assignment = assignment;
        this.work = work;
        this.group = group;
        this.bound = bound;
        this.stop = stop;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        assignment.add(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        giveAway(partitions, bound);
    }

    /** Somebody else has them already: what of them still runs ends unheard, and is handled again there. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        var unused = work.release(assignment.remove(partitions));
    }

    /** Gives all away. */
    void giveAll(Duration atMost) {
        giveAway(assignment.partitions(), atMost);
    }

    private void giveAway(Collection<TopicPartition> partitions, Duration atMost) {
        List<PartitionShard> gone = assignment.remove(partitions);
        if (gone.isEmpty()) {
            return;
        }
        try {
            // Offsets are acknowledged up to the first hole: what lies behind one would come again.
            work.handOver(gone).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException running) {
            LOG.atWarn()
                    .addKeyValue("group", group)
                    .addKeyValue("partitions", partitions)
                    .addKeyValue("waited_ms", atMost.toMillis())
                    .log("handlers still run: their messages come again elsewhere");
            var unused = work.release(gone);
        } catch (ExecutionException never) {
            throw new KafkaException(never);
        } catch (InterruptedException interrupted) {
            stop.run();
        }
        assignment.commitNow(gone);
    }
}
