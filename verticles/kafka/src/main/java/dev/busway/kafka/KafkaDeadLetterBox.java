package dev.busway.kafka;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import dev.busway.bus.transport.DeadLetter;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.client.common.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A dead-letter topic as a box. A topic forgets nothing in its middle, so a letter is removed by a record that names it; what stands
 * before the oldest letter is deleted.
 */
final class KafkaDeadLetterBox implements DeadLetterBox {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaDeadLetterBox.class);

    private final Vertx vertx;
    private final String topic;
    private final Clients clients;
    private final KafkaSettings settings;
    private final RecordProducer producer;
    private final KafkaAdminClient admin;
    private final AtomicBoolean trimming = new AtomicBoolean();

    KafkaDeadLetterBox(
            Vertx vertx,
            String topic,
            Clients clients,
            KafkaSettings settings,
            RecordProducer producer,
            KafkaAdminClient admin) {
        this.vertx = vertx;
        this.topic = topic;
        this.clients = clients;
        this.settings = settings;
        this.producer = producer;
        this.admin = admin;
    }

    @Override
    public Future<Void> browse(Predicate<DeadLetter> more) {
        return reading(read -> {
            read.browse(more);
            return null;
        });
    }

    @Override
    public Future<Void> remove(Collection<String> ids) {
        List<Future<Void>> removals = ids.stream().map(this::remove).toList();
        return Future.join(removals).<Void>mapEmpty().onSuccess(done -> trim());
    }

    private Future<Void> remove(String id) {
        Message removal = Message.builder(DeadLetterTopic.REMOVED)
                .extension(DeadLetterTopic.REMOVED_ID, id)
                .build();
        // A node that only looks has not written there yet, and a write does not wait until it knows the topic.
        return producer.ready(topic)
                .compose(known -> producer.send(topic, removal))
                .compose(KafkaDeadLetterBox::orFailed);
    }

    private static Future<Void> orFailed(Outcome written) {
        Problem problem = written.problem();
        return problem == null ? Future.succeededFuture() : Future.failedFuture(new ProblemException(problem));
    }

    /** Deletes what is before the oldest letter; where that fails, the next removal tries again. */
    private void trim() {
        if (!trimming.compareAndSet(false, true)) {
            return;
        }
        reading(DeadLetterTopic::firsts)
                .compose(firsts -> {
                    Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
                    firsts.forEach((partition, offset) -> before.put(
                            new TopicPartition(partition.topic(), partition.partition()),
                            RecordsToDelete.beforeOffset(offset)));
                    return before.isEmpty() ? Future.succeededFuture(Map.of()) : admin.deleteRecords(before);
                })
                .onComplete(trimmed -> trimming.set(false))
                .onFailure(failed -> LOG.atDebug()
                        .addKeyValue("topic", topic)
                        .addKeyValue("cause", Refusals.text(failed))
                        .log("removed letters not deleted"));
    }

    private <T> Future<T> reading(Function<DeadLetterTopic, T> what) {
        return vertx.executeBlocking(
                        () -> {
                            try (KafkaConsumer<byte[], byte[]> consumer = clients.browser(topic)) {
                                return what.apply(new DeadLetterTopic(topic, consumer, settings.connectTimeout()));
                            }
                        },
                        false)
                .recover(failure -> Future.failedFuture(new ProblemException(Problem.of(
                        Problem.Kind.BUSY,
                        "The dead letters in " + topic + " cannot be read: " + Refusals.text(failure) + ".",
                        "Try again; if it stays so, look at the brokers."))));
    }
}
