package dev.busway.kafka;

import dev.busway.bus.Registration;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all partitions of one topic from their ends, in no group and with no commits: a thread of its own, which its listener may
 * hold up.
 */
final class Tail implements Runnable, Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LONGEST_LEAVE = Duration.ofSeconds(2);
    private static final long WAIT_AFTER_FAILURE_MILLIS = 500;
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Duration connectTimeout;
    private final Consumer<ConsumerRecord<byte[], byte[]>> listener;
    private final Promise<Registration> following = Promise.promise();
    private final Promise<Void> ended = Promise.promise();
    private final CountDownLatch stopping = new CountDownLatch(1);

    Tail(
            String topic,
            KafkaConsumer<byte[], byte[]> consumer,
            Duration connectTimeout,
            Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        this.topic = topic;
        this.consumer = consumer;
        this.connectTimeout = connectTimeout;
        this.listener = listener;
    }

    /** Starts the thread; completes when every record from now on will be seen. */
    Future<Registration> follow() {
        Thread thread = new Thread(this, "busway-kafka-follows-" + topic);
        thread.setDaemon(true);
        thread.start();
        return following.future();
    }

    @Override
    public Future<Void> unregister() {
        stopping.countDown();
        return ended.future();
    }

    @Override
    public void run() {
        try {
            toTheEnd();
            following.tryComplete(this);
            while (stopping.getCount() > 0) {
                turn();
            }
        } catch (KafkaException failed) {
            following.tryFail(failed);
        } finally {
            consumer.close(CloseOptions.timeout(LONGEST_LEAVE));
            ended.tryComplete();
        }
    }

    private void toTheEnd() {
        List<TopicPartition> all = partitions();
        consumer.assign(all);
        consumer.seekToEnd(all);
        // Seeking is lazy: only asking for the position fixes it.
        all.forEach(partition -> consumer.position(partition, connectTimeout));
    }

    /** A topic that was made a moment ago may not have come to every broker yet: to follow nothing would lose all. */
    private List<TopicPartition> partitions() {
        long end = System.nanoTime() + connectTimeout.toNanos();
        List<PartitionInfo> known = consumer.partitionsFor(topic, connectTimeout);
        while (known.isEmpty() && stopping.getCount() > 0) {
            if (System.nanoTime() - end >= 0) {
                throw new KafkaException("The brokers do not know the topic " + topic + ".");
            }
            pause(LOOK_AGAIN_MILLIS);
            known = consumer.partitionsFor(topic, connectTimeout);
        }
        return known.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private void turn() {
        try {
            consumer.poll(POLL).forEach(listener);
        } catch (RuntimeException failed) {
            LOG.atWarn()
                    .addKeyValue("topic", topic)
                    .addKeyValue("cause", failed.getMessage())
                    .log("following failed");
            pause(WAIT_AFTER_FAILURE_MILLIS);
        }
    }

    private void pause(long millis) {
        try {
            var unused = stopping.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            stopping.countDown();
        }
    }
}
