package dev.busway.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The peer of {@code produce}: a raw producer, acks=all and idempotent, linger 0; bare records of key and value. */
final class RawProducer implements Arm, AutoCloseable {
    private final Vertx vertx;
    private final KafkaProducer<byte[], byte[]> producer;
    private int next;

    RawProducer(Vertx vertx, String bootstrap) {
        this.vertx = vertx;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.LINGER_MS_CONFIG,
                        0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.partitionsFor(KafkaRace.CHANNEL);
    }

    @Override
    public Future<?> call() {
        Context context = vertx.getOrCreateContext();
        Promise<Void> answered = Promise.promise();
        int number = next++;
        var unused = producer.send(
                new ProducerRecord<>(KafkaRace.CHANNEL, Facts.key(number).getBytes(UTF_8), Facts.bytes(number)),
                (written, failed) -> context.runOnContext(go -> {
                    if (failed == null) {
                        answered.complete();
                    } else {
                        answered.fail(failed);
                    }
                }));
        return answered.future();
    }

    @Override
    public void close() {
        producer.close();
    }
}
