package dev.busway.bench;

import dev.busway.bus.Bus;
import dev.busway.bus.Registration;
import dev.busway.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Both sides of {@code consume}: a group of its own for each round reads the whole topic from its beginning; the handler reads the
 * payload's JSON; offsets are committed every 500 ms and at the end. Timed from the first record to the last; what is not committed
 * then ends the run, since a loop that loses its commits proves nothing.
 */
final class ConsumeLegs {
    private static final Duration COMMIT_EVERY = Duration.ofMillis(500);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String bootstrap;
    private final Bus bus;
    private final long records;
    private final LongSupplier cpuNanos;
    private int round;

    ConsumeLegs(String bootstrap, Bus bus, long records, LongSupplier cpuNanos) {
        this.bootstrap = bootstrap;
        this.bus = bus;
        this.records = records;
        this.cpuNanos = cpuNanos;
    }

    /** What one round has seen. Touched by the handler's thread only. */
    private final class Count {
        private final Promise<Sample> full = Promise.promise();
        private long seen;
        private long startNanos;
        private long startCpuNanos;

        void see(Payload payload) {
            if (seen++ == 0) {
                startNanos = System.nanoTime();
                startCpuNanos = cpuNanos.getAsLong();
            }
            if (!payload.tree().path("total").isNumber()) {
                full.tryFail("a record is not what was sent");
            }
            if (seen == records) {
                full.tryComplete(new Sample(
                        records,
                        System.nanoTime() - startNanos,
                        cpuNanos.getAsLong() - startCpuNanos,
                        new Histogram(1)));
            }
        }
    }

    /** A channel's handler. */
    Sample ours(Duration length) throws InterruptedException {
        return passes(length, this::oursOnce);
    }

    /** A poll loop of kafka-clients as it comes. */
    Sample raw(Duration length) throws InterruptedException {
        return passes(length, this::rawOnce);
    }

    /** One pass over the topic. */
    private interface Pass {
        Sample run() throws InterruptedException;
    }

    /** The topic once, and again until the time is over. */
    private static Sample passes(Duration length, Pass pass) throws InterruptedException {
        Sample sum = pass.run();
        while (sum.nanos() < length.toNanos()) {
            Sample more = pass.run();
            sum = new Sample(
                    sum.calls() + more.calls(),
                    sum.nanos() + more.nanos(),
                    sum.cpuNanos() + more.cpuNanos(),
                    sum.micros());
        }
        return sum;
    }

    private Sample oursOnce() throws InterruptedException {
        String name = "ours-" + round++;
        Count count = new Count();
        try {
            Registration joined = BusRace.await(bus.channel(KafkaRace.CHANNEL).handle(name, (message, work) -> {
                count.see(message.payload());
                return Future.succeededFuture();
            }));
            Sample sample = BusRace.await(count.full.future());
            BusRace.await(joined.unregister());
            requireCommitted(KafkaRace.CHANNEL + "." + name);
            return sample;
        } catch (InterruptedException stop) {
            throw stop;
        } catch (Exception failed) {
            throw new IllegalStateException("our consumer failed", failed);
        }
    }

    private Sample rawOnce() throws InterruptedException {
        String group = "raw-" + round++;
        Count count = new Count();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(group)) {
            consumer.subscribe(List.of(KafkaRace.CHANNEL));
            long committedNanos = System.nanoTime();
            while (!count.full.future().isComplete()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    count.see(Payload.ofBytes(record.value()));
                }
                if (System.nanoTime() - committedNanos > COMMIT_EVERY.toNanos()) {
                    committedNanos = System.nanoTime();
                    consumer.commitAsync();
                }
            }
            consumer.commitSync();
        }
        requireCommitted(group);
        return count.full.future().result();
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void requireCommitted(String group) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            long committed =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                            .mapToLong(OffsetAndMetadata::offset)
                            .sum();
            if (committed != records) {
                throw new IllegalStateException(group + " committed " + committed + " of " + records + " records");
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException("no offsets of " + group, failed.getCause());
        }
    }
}
