package dev.busway.kafka;

import dev.busway.bus.Registration;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.broker.ReplyDesk;
import dev.busway.codec.cloudevents.CloudEventException;
import dev.busway.codec.cloudevents.KafkaBinding;
import dev.busway.contract.ChannelSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that is open while the transport is. Safe on any thread. */
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    /** Nobody reads an answer an hour later. */
    private static final Map<String, String> ONE_HOUR = Map.of("retention.ms", "3600000", "segment.ms", "3600000");

    private final Vertx vertx;
    private final KafkaSettings settings;
    private final Clients clients;
    private final KafkaAdminClient admin;
    private final Topics topics;
    private final RecordProducer producer;
    private final Subscriptions subscriptions;
    private final ReplyDesk replies;

    private Connection(TransportContext context, KafkaSettings settings, Clients clients) {
        this.vertx = context.vertx();
        this.settings = settings;
        this.clients = clients;
        this.producer = new RecordProducer(vertx, clients.producer(), settings.connectTimeout());
        this.admin = KafkaAdminClient.create(vertx, clients.admin());
        this.topics = new Topics(admin, settings);
        this.subscriptions = new Subscriptions(context, clients, settings, producer, topics);
        this.replies = new ReplyDesk(
                        vertx, producer, settings.waitingRequests(), settings.deliveryTimeout(), this::follow)
                .measured(context.meters(), "kafka");
    }

    /** Blocks on the lookup of names; connects to nobody yet. */
    static Connection to(TransportContext context, KafkaSettings settings) {
        return new Connection(context, settings, new Clients(settings));
    }

    /** Whether the brokers answer. */
    Future<?> reachable() {
        return admin.describeCluster();
    }

    Future<Carrier> carrier(ChannelSpec channel) {
        Optional<DeadLetterBox> letters = channel.deadLetter()
                .map(topic -> new KafkaDeadLetterBox(vertx, topic, clients, settings, producer, admin));
        return topics.ensure(channel.address(), channel.shards(), Map.of())
                .compose(there -> producer.ready(channel.address()))
                .map(ready -> new KafkaCarrier(
                        channel,
                        producer,
                        replies,
                        subscriptions,
                        letters,
                        new KafkaHistory(vertx, channel, admin, subscriptions.calls(), settings)));
    }

    private Future<Registration> follow(String replyTopic) {
        return topics.ensure(replyTopic, 1, ONE_HOUR)
                .compose(there -> subscriptions.follow(replyTopic, this::answered));
    }

    private void answered(ConsumerRecord<byte[], byte[]> record) {
        if (replies.isIdle()) {
            return;
        }
        try {
            replies.take(KafkaBinding.read(RecordReader.headers(record), record.key(), record.value()));
        } catch (CloudEventException foreign) {
            LOG.atDebug()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("cause", foreign.getMessage())
                    .log("reply not read");
        }
    }

    /** Ends what reads, after what is in flight, then what writes. */
    Future<Void> close() {
        return subscriptions
                .close()
                .transform(ended -> vertx.executeBlocking(() -> {
                    producer.close(settings.deliveryTimeout());
                    return null;
                }))
                .transform(closed -> admin.close());
    }
}
