package dev.busway.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.busway.bus.Registration;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.broker.ReplyDesk;
import dev.busway.codec.cloudevents.CloudEventException;
import dev.busway.contract.ChannelSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that is open while the transport is: one connection that writes and one that reads, because a broker that is short of
 * memory stops reading from those that write. Safe on any thread.
 */
final class Broker {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

    private final Vertx vertx;
    private final Connections connections;
    private final Link writing;
    private final Link reading;
    private final Topology topology;
    private final Publisher publisher;
    private final Subscriptions subscriptions;
    private final ReplyDesk replies;

    Broker(TransportContext context, RabbitSettings settings) {
        this.vertx = context.vertx();
        this.connections = new Connections(settings);
        this.writing = new Link("writes", connections);
        this.reading = new Link("reads", connections);
        this.topology = new Topology(context.vertx(), reading, settings);
        this.publisher = new Publisher(context.vertx(), writing, topology, settings);
        this.subscriptions = new Subscriptions(context, settings, reading, publisher, topology);
        this.replies = new ReplyDesk(
                        context.vertx(),
                        publisher,
                        settings.waitingRequests(),
                        settings.deliveryTimeout(),
                        this::follow)
                .measured(context.meters(), "rabbitmq");
    }

    /** Connects; fails where the broker cannot be reached in time. */
    Future<?> open() {
        return Future.all(writing.open(), reading.open());
    }

    Future<Carrier> carrier(ChannelSpec channel) {
        Optional<DeadLetterBox> letters =
                channel.deadLetter().map(queue -> new RabbitDeadLetterBox(vertx, queue, connections));
        return topology.channel(channel)
                .map(there -> new RabbitCarrier(channel, publisher, replies, subscriptions, letters));
    }

    private Future<Registration> follow(String address) {
        return subscriptions.replies(address, this::answered);
    }

    private void answered(BasicProperties properties, byte[] body, Runnable done) {
        done.run();
        if (replies.isIdle()) {
            return;
        }
        try {
            replies.take(DeliveryReader.event(properties, body));
        } catch (CloudEventException foreign) {
            LOG.atDebug().addKeyValue("cause", foreign.getMessage()).log("reply not read");
        }
    }

    /** Ends what reads, after what is in flight, then what writes. */
    Future<Void> close() {
        return subscriptions
                .close()
                .transform(ended -> reading.close())
                .transform(closed -> writing.close())
                .onComplete(closed -> connections.close());
    }
}
