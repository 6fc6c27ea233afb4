package dev.busway.kafka;

import dev.busway.bus.Registration;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's member of one group on one topic: a thread that owns the Kafka consumer, never stops polling while it lives, and
 * gives no partition away before what ran of it has ended, boundedly, and is committed.
 */
final class GroupConsumer implements Runnable, Registration {
    private static final Logger LOG = LoggerFactory.getLogger(GroupConsumer.class);
    private static final Duration POLL = Duration.ofMillis(100);
    /** While a partition is paused, so that it goes on soon after its buffer has room. */
    private static final Duration POLL_PAUSED = Duration.ofMillis(5);

    private static final Duration LONGEST_LEAVE = Duration.ofSeconds(5);
    private static final long FIRST_WAIT_MILLIS = 100;
    private static final int MOST_DOUBLINGS = 6;

    private final String topic;
    private final String group;
    private final Consumer<byte[], byte[]> consumer;
    private final KafkaSettings settings;
    private final Intake intake;
    private final Assignment assignment;
    private final Pace pace;
    private final Handover handover;
    private final Joining joining;
    private final Promise<Void> left = Promise.promise();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicReference<@Nullable Absence> absence = new AtomicReference<>();
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
        this.pace = new Pace(assignment);
        this.handover = new Handover(assignment, intake.work(), group, settings.handover(), stopping::countDown);
        this.joining = new Joining(topic, group, settings.connectTimeout());
    }

    /** Starts the thread; completes when the node is a member of the group, fails when it does not become one in time. */
    Future<Registration> join() {
        Thread thread = new Thread(this, "busway-kafka-" + topic + "-" + group);
        thread.setDaemon(true);
        thread.start();
        return joining.future();
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
            consumer.subscribe(List.of(topic), handover);
            while (stopping.getCount() > 0) {
                Absence away = absence.get();
                if (away == null) {
                    turn();
                } else {
                    beAway(away);
                }
            }
            handover.giveAll(settings.drain());
            consumer.close(CloseOptions.timeout(LONGEST_LEAVE));
        } catch (RuntimeException failed) {
            LOG.atError()
                    .addKeyValue("topic", topic)
                    .addKeyValue("group", group)
                    .setCause(failed)
                    .log("consumer ended in disorder");
        } finally {
            intake.work().stop();
            joining.broken();
            left.tryComplete();
        }
    }

    private void turn() {
        try {
            pace.keep();
            Duration wait = assignment.throttle() ? POLL_PAUSED : POLL;
            hand(consumer.poll(wait));
            lag = assignment.commitSometimes(lag);
            failures = 0;
        } catch (RuntimeException failed) {
            // Whatever it is, a dead thread would be worse: the group would go on without anybody noticing.
            backOff(failed);
        }
        if (!joining.isOver()) {
            join(consumer.groupMetadata().generationId());
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
        consumer.subscribe(List.of(topic), handover);
    }

    private void hand(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            var some = records.records(partition);
            intake.take(assignment.shard(partition, some), some);
        }
    }

    /** A member has a generation. */
    private void join(int generation) {
        if (generation >= 0) {
            joining.done(this);
        } else if (joining.givesUp()) {
            stopping.countDown();
        }
    }

    private void backOff(RuntimeException failed) {
        String trouble = Refusals.text(failed);
        joining.hindered(trouble);
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
}
