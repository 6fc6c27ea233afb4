package dev.busway.kafka;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemMessage;
import dev.busway.bus.Registration;
import dev.busway.bus.stage.Deadlines;
import dev.busway.bus.stage.Watch;
import dev.busway.codec.cloudevents.CloudEventException;
import dev.busway.codec.cloudevents.KafkaBinding;
import dev.busway.message.Message;
import dev.busway.message.MessageId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this node's requests wait for their answers, matched by correlation id. Every node follows the whole reply topic and leaves
 * alone what it did not ask for. Safe on any thread.
 */
final class ReplyDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyDesk.class);
    private static final Duration SOON = Duration.ofMillis(100);

    private final VertxInternal vertx;
    private final RecordProducer producer;
    private final KafkaSettings settings;
    private final Function<String, Future<Registration>> following;
    private final Map<MessageId, Watch<Outcome>> waiting = new ConcurrentHashMap<>();
    private final Map<String, Future<Registration>> tails = new ConcurrentHashMap<>();

    /** @param following starts following a reply topic, with {@link #take} as its listener */
    ReplyDesk(
            Vertx vertx,
            RecordProducer producer,
            KafkaSettings settings,
            Function<String, Future<Registration>> following) {
        this.vertx = (VertxInternal) vertx;
        this.producer = producer;
        this.settings = settings;
        this.following = following;
    }

    /** Sends a request and waits for its answer as long as its deadline says. The future never fails. */
    Future<Outcome> ask(String topic, String replyTopic, Message request) {
        Message asked = replyTopic.equals(request.replyTo().orElse(null))
                ? request
                : request.edit().replyTo(replyTopic).build();
        Future<Registration> tail = tails.computeIfAbsent(replyTopic, following);
        if (tail.succeeded()) {
            return ask(topic, asked);
        }
        ContextInternal context = vertx.getOrCreateContext();
        PromiseInternal<Outcome> promise = context.promise();
        tail.onComplete(ready -> context.emit(go -> {
            if (ready.succeeded()) {
                ask(topic, asked).onComplete(promise);
            } else {
                tails.remove(replyTopic, tail);
                promise.complete(notFollowing(replyTopic, ready.cause()));
            }
        }));
        return promise.future();
    }

    private Future<Outcome> ask(String topic, Message request) {
        ContextInternal context = vertx.getOrCreateContext();
        if (waiting.size() >= settings.waitingRequests()) {
            return context.succeededFuture(busy("This node waits for " + settings.waitingRequests() + " answers."));
        }
        PromiseInternal<Outcome> promise = context.promise();
        long deadline = request.deadlineMillis() == 0
                ? System.currentTimeMillis() + settings.deliveryTimeout().toMillis()
                : request.deadlineMillis();
        Watch<Outcome> watch =
                Deadlines.watch(context, deadline, promise, late -> late.tryComplete(Refusals.NO_ANSWER));
        if (waiting.putIfAbsent(request.messageId(), watch) != null) {
            watch.succeed(busy("A request with the id " + request.id() + " waits for its answer already."));
            return promise.future();
        }
        producer.send(topic, request).onSuccess(sent -> {
            if (sent.problem() != null) {
                watch.succeed(sent);
            }
        });
        return promise.future().onComplete(told -> waiting.remove(request.messageId(), watch));
    }

    /** Takes one record of a reply topic. */
    void take(ConsumerRecord<byte[], byte[]> record) {
        if (waiting.isEmpty()) {
            return;
        }
        try {
            Message reply = KafkaBinding.read(RecordReader.headers(record), record.key(), record.value());
            Watch<Outcome> watch = reply.correlation().map(waiting::get).orElse(null);
            if (watch != null) {
                watch.succeed(
                        ProblemMessage.is(reply)
                                ? new Outcome.Refused(ProblemMessage.decode(reply))
                                : new Outcome.Replied(reply));
            }
        } catch (CloudEventException foreign) {
            LOG.atDebug()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("cause", foreign.getMessage())
                    .log("reply not read");
        }
    }

    /** Requests that wait. */
    int size() {
        return waiting.size();
    }

    private static Outcome busy(String cause) {
        return new Outcome.Refused(
                Problem.of(Kind.BUSY, cause, "Send again later.").retryAfter(SOON));
    }

    private static Outcome notFollowing(String replyTopic, Throwable failure) {
        return Outcome.refused(
                Kind.BROKEN,
                "The reply topic " + replyTopic + " cannot be followed: " + Refusals.text(failure),
                "Send again; if it stays so, look at the brokers.");
    }
}
