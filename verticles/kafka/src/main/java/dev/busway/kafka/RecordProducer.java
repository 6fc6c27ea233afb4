package dev.busway.kafka;

import dev.busway.bus.Outcome;
import dev.busway.bus.stage.Deadlines;
import dev.busway.bus.transport.broker.Outlet;
import dev.busway.bus.transport.broker.Tellings;
import dev.busway.codec.cloudevents.KafkaBinding;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes records by the node's one producer, in the order of the calls for each key. Safe on any thread, blocks none: what would
 * have to wait for memory or for brokers is refused with BUSY.
 */
final class RecordProducer implements Outlet {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final VertxInternal vertx;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Duration connectTimeout;
    private final Map<String, Future<Void>> topics = new ConcurrentHashMap<>();
    private final Tellings tellings = new Tellings();

    RecordProducer(Vertx vertx, KafkaProducer<byte[], byte[]> producer, Duration connectTimeout) {
        this.vertx = (VertxInternal) vertx;
        this.producer = producer;
        this.connectTimeout = connectTimeout;
    }

    /** Completes when the topic's brokers are known, so that {@link #send} need not wait for them; asked once a topic. */
    @Override
    public Future<Void> ready(String topic) {
        Future<Void> known = topics.get(topic);
        if (known == null) {
            Promise<Void> asked = Promise.promise();
            known = topics.putIfAbsent(topic, asked.future());
            if (known == null) {
                known = asked.future().onFailure(failed -> topics.remove(topic));
                look(topic, System.nanoTime() + connectTimeout.toNanos(), asked);
            }
        }
        return known;
    }

    private void look(String topic, long giveUpNanos, Promise<Void> known) {
        try {
            var unused = producer.partitionsFor(topic);
            known.complete();
        } catch (TimeoutException notYet) {
            if (System.nanoTime() - giveUpNanos < 0) {
                vertx.setTimer(LOOK_AGAIN.toMillis(), timer -> look(topic, giveUpNanos, known));
            } else {
                known.fail(new KafkaException("The brokers of the topic " + topic + " are not known."));
            }
        } catch (KafkaException failed) {
            known.fail(failed);
        }
    }

    /** A message as a CloudEvent in binary mode; done when all in-sync replicas have it. The future never fails. */
    @Override
    public Future<Outcome> send(String topic, Message message) {
        RecordHeaders headers = new RecordHeaders();
        byte[] value = KafkaBinding.writeBinary(message, headers::add);
        return write(new ProducerRecord<>(topic, null, null, KafkaBinding.key(message), value, headers), message);
    }

    private Future<Outcome> write(ProducerRecord<byte[], byte[]> record, Message message) {
        ContextInternal context = vertx.getOrCreateContext();
        PromiseInternal<Outcome> promise = context.promise();
        long deadline = message.deadlineMillis();
        if (deadline == 0) {
            hand(record, new Sending(new OnContext<>(context, promise), tellings.of(context)));
        } else if (deadline <= System.currentTimeMillis()) {
            return context.succeededFuture(Refusals.EXPIRED);
        } else {
            hand(
                    record,
                    new Sending(
                            Deadlines.watch(context, deadline, promise, RecordProducer::expired),
                            tellings.of(context)));
        }
        return promise.future();
    }

    /** A record as it stands; done when all in-sync replicas have it. The future never fails. */
    Future<Outcome> write(ProducerRecord<byte[], byte[]> record) {
        ContextInternal context = vertx.getOrCreateContext();
        PromiseInternal<Outcome> promise = context.promise();
        hand(record, new Sending(new OnContext<>(context, promise), tellings.of(context)));
        return promise.future();
    }

    private void hand(ProducerRecord<byte[], byte[]> record, Sending sending) {
        try {
            var unused = producer.send(record, sending);
        } catch (KafkaException | IllegalStateException failed) {
            sending.refused(failed);
        }
    }

    private static void expired(Promise<Outcome> promise) {
        promise.tryComplete(Refusals.EXPIRED);
    }

    /** Waits for what is on its way. Blocks as long as {@code bound}. */
    void close(Duration bound) {
        producer.close(bound);
    }
}
