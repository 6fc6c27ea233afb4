package dev.busway.bench.outbox;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The consumer of every arm: reads all partitions and notes when an event came first. Safe on any thread. */
final class Arrivals implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long LONGEST_STOP_SECONDS = 10;

    private final Thread thread;
    private final CountDownLatch reading = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile @Nullable Expected expected;
    private volatile @Nullable RuntimeException broken;

    Arrivals(String bootstrap, String topic, int partitions) {
        thread = new Thread(() -> run(bootstrap, topic, partitions), "arrivals");
        thread.setDaemon(true);
        thread.start();
    }

    /** What is to come, by number; each is noted once. */
    final class Expected {
        private final int first;
        private final long[] nanos;
        private final int[] lastOfKey = new int[Event.KEYS];
        private final CountDownLatch missing;

        private Expected(int first, int count) {
            this.first = first;
            this.nanos = new long[count];
            this.missing = new CountDownLatch(count);
            Arrays.fill(lastOfKey, -1);
        }

        private void see(int number, long now) {
            int at = number - first;
            if (at < 0 || at >= nanos.length || nanos[at] != 0) {
                return;
            }
            if (lastOfKey[number % Event.KEYS] > number) {
                throw new IllegalStateException(
                        "an event came behind a later one of its key: the relay breaks the order");
            }
            lastOfKey[number % Event.KEYS] = number;
            nanos[at] = now;
            missing.countDown();
        }

        /** Waits until all are there; fails when they are not in time. */
        void await(Duration longest) throws InterruptedException {
            long end = System.nanoTime() + longest.toNanos();
            while (!missing.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                RuntimeException failure = broken;
                if (failure != null) {
                    throw failure;
                }
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(missing.getCount() + " of " + nanos.length
                            + " events have not come in " + longest.toSeconds() + " s");
                }
            }
        }

        boolean came(Duration patience) throws InterruptedException {
            return missing.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        }

        /** When that event came, by {@link System#nanoTime}. */
        long nanosOf(int number) {
            return nanos[number - first];
        }

        long lastNanos() {
            return Arrays.stream(nanos).max().orElse(0);
        }
    }

    /** Watches for these from now on, and for nothing else. */
    Expected expect(int first, int count) throws InterruptedException {
        reading.await();
        Expected next = new Expected(first, count);
        expected = next;
        return next;
    }

    private void run(String bootstrap, String topic, int partitions) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap, ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(all);
            consumer.seekToEnd(all);
            all.forEach(consumer::position);
            reading.countDown();
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    Expected now = expected;
                    if (now != null) {
                        now.see(Event.numberIn(record.value()), System.nanoTime());
                    }
                }
            }
        } catch (RuntimeException failed) {
            broken = failed;
            reading.countDown();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(LONGEST_STOP_SECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
