package dev.busway.kafka;

import dev.busway.bus.Registration;
import dev.busway.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's member of one group on one topic: a thread that owns the Kafka consumer, never stops polling while it lives, and
 * gives no partition away before what ran of it has ended, boundedly, and is committed.
 */
final class GroupConsumer implements Runnable, ConsumerRebalanceListener, Registration {
    private static final Logger LOG = LoggerFactory.getLogger(GroupConsumer.class);
    private static final Duration POLL = Duration.ofMillis(100);
    /** While a partition is paused, so that it goes on soon after its buffer has room. */
    private static final Duration POLL_PAUSED = Duration.ofMillis(5);

    /** Records that are read before the handlers have come so near. */
    private static final int AHEAD = 2 * Clients.RECORDS_PER_POLL;

    private static final long LOOK_NANOS = 100_000;
    /** With the above, some milliseconds at most. */
    private static final int MOST_LOOKS = 50;

    private static final Duration LONGEST_LEAVE = Duration.ofSeconds(5);
    private static final long FIRST_WAIT_MILLIS = 100;
    private static final int MOST_DOUBLINGS = 6;

    private final String topic;
    private final String group;
    private final Consumer<byte[], byte[]> consumer;
    private final KafkaSettings settings;
    private final Intake intake;
    private final Assignment assignment;
    private final Promise<Registration> joined = Promise.promise();
    private final Promise<Void> left = Promise.promise();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicReference<@Nullable Absence> absence = new AtomicReference<>();
    private final long startedNanos = System.nanoTime();
    private String trouble = "the brokers do not answer";
    private int failures;
    private volatile long lag;

    GroupConsumer(
            String topic, String group, Consumer<byte[], byte[]> consumer, KafkaSettings settings, Intake intake) {
        this.topic = topic;
        this.group = group;
        this.consumer = consumer;
        this.settings = settings;
        this.intake = intake;
        this.assignment = new Assignment(group, consumer, settings);
    }

    /** Starts the thread; completes when the node is a member of the group, fails when it does not become one in time. */
    Future<Registration> join() {
        Thread thread = new Thread(this, "busway-kafka-" + topic + "-" + group);
        thread.setDaemon(true);
        thread.start();
        return joined.future();
    }

    @Override
    public Future<Void> unregister() {
        intake.work().windDown();
        stopping.countDown();
        return left.future();
    }

    String group() {
        return group;
    }

    /** Ends what runs, commits, and keeps out of the group until {@link #comeBack}, or so long; a second call changes nothing. */
    void stayAway(long atMostMillis) {
        absence.compareAndSet(null, new Absence(atMostMillis));
    }

    void comeBack() {
        Absence away = absence.get();
        if (away != null) {
            away.end();
        }
    }

    /** Records of this node's partitions that are not committed yet, as of a moment ago. */
    long lag() {
        return lag;
    }

    @Override
    public void run() {
        try {
            consumer.subscribe(List.of(topic), this);
            while (stopping.getCount() > 0) {
                Absence away = absence.get();
                if (away == null) {
                    turn();
                } else {
                    beAway(away);
                }
            }
            handOver(assignment.partitions(), settings.drain());
            consumer.close(CloseOptions.timeout(LONGEST_LEAVE));
        } catch (RuntimeException failed) {
            LOG.atError()
                    .addKeyValue("topic", topic)
                    .addKeyValue("group", group)
                    .setCause(failed)
                    .log("consumer ended in disorder");
        } finally {
            intake.work().stop();
            joined.tryFail("The subscription ended before it began.");
            left.tryComplete();
        }
    }

    private void turn() {
        try {
            keepPace();
            Duration wait = assignment.throttle() ? POLL_PAUSED : POLL;
            hand(consumer.poll(wait));
            lag = assignment.commitSometimes(lag);
            failures = 0;
        } catch (RuntimeException failed) {
            // Whatever it is, a dead thread would be worse: the group would go on without anybody noticing.
            backOff(failed);
        }
        if (!joined.future().isComplete()) {
            tellJoined();
        }
    }

    /**
     * Lets handlers that are at work come near before more is read: what was read a moment ago is still in the caches of the
     * processor, and little survives a collection of garbage. Handlers that stand still are not waited for.
     */
    private void keepPace() {
        long held = assignment.held();
        for (int look = 0; held > AHEAD && look < MOST_LOOKS; look++) {
            LockSupport.parkNanos(LOOK_NANOS);
            long now = assignment.held();
            if (now == held) {
                return;
            }
            held = now;
        }
    }

    private void beAway(Absence away) {
        try {
            // Hands over and commits on its way out.
            consumer.unsubscribe();
        } catch (RuntimeException failed) {
            backOff(failed);
        }
        lag = 0;
        boolean over = false;
        while (!over) {
            over = stopping.getCount() == 0 || away.isOver();
        }
        absence.set(null);
        consumer.subscribe(List.of(topic), this);
    }

    private void hand(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            var some = records.records(partition);
            intake.take(assignment.shard(partition, some), some);
        }
    }

    private void tellJoined() {
        if (consumer.groupMetadata().generationId() >= 0) {
            joined.tryComplete(this);
        } else if (System.nanoTime() - startedNanos > settings.connectTimeout().toNanos()) {
            joined.tryFail(new ConfigException("The group " + group + " of the topic " + topic + " cannot be joined: "
                    + trouble + ". Mend: look at the brokers, and whether the group is used by another program."));
            stopping.countDown();
        }
    }

    private void backOff(RuntimeException failed) {
        trouble = Refusals.text(failed);
        long millis = FIRST_WAIT_MILLIS << Math.min(failures++, MOST_DOUBLINGS);
        LOG.atWarn()
                .addKeyValue("topic", topic)
                .addKeyValue("group", group)
                .addKeyValue("cause", trouble)
                .addKeyValue("again_in_ms", millis)
                .log("poll failed");
        try {
            var unused = stopping.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            stopping.countDown();
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        assignment.add(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        handOver(partitions, settings.handover());
    }

    /** Somebody else has them already: what of them still runs ends unheard, and is handled again there. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        var unused = intake.work().release(assignment.remove(partitions));
    }

    private void handOver(Collection<TopicPartition> partitions, Duration bound) {
        List<PartitionShard> gone = assignment.remove(partitions);
        if (gone.isEmpty()) {
            return;
        }
        try {
            // Offsets are acknowledged up to the first hole: what lies behind one would come again.
            intake.work().handOver(gone).get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException running) {
            LOG.atWarn()
                    .addKeyValue("topic", topic)
                    .addKeyValue("group", group)
                    .addKeyValue("waited_ms", bound.toMillis())
                    .log("handlers still run: their messages come again elsewhere");
            var unused = intake.work().release(gone);
        } catch (ExecutionException never) {
            throw new KafkaException(never);
        } catch (InterruptedException stop) {
            stopping.countDown();
        }
        assignment.commitNow(gone);
    }
}
