package dev.busway.amqp;

import dev.busway.bus.ProblemException;
import dev.busway.bus.Registration;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.broker.ReplyDesk;
import dev.busway.codec.cloudevents.CloudEventException;
import dev.busway.config.ConfigException;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Retry;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.qpid.proton.message.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that is open while the transport is. Safe on any thread. */
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final AmqpSettings settings;
    private final Wire writing;
    private final List<Wire> reading;
    private final Outgoing outgoing;
    private final Management management;
    private final Queues queues;
    private final Subscriptions subscriptions;
    private final ReplyDesk replies;

    Connection(TransportContext context, AmqpSettings settings) {
        VertxInternal vertx = (VertxInternal) context.vertx();
        this.settings = settings;
        this.writing = new Wire(vertx, settings, "writes");
        this.reading = IntStream.range(0, settings.connections())
                .mapToObj(number -> new Wire(vertx, settings, "reads-" + number))
                .toList();
        this.outgoing = new Outgoing(vertx, writing);
        this.management = new Management(writing, outgoing);
        this.queues = new Queues(management, settings);
        this.subscriptions = new Subscriptions(
                context, reading, settings, outgoing, queues, new Copies(queues, management, settings));
        this.replies = new ReplyDesk(
                        vertx, outgoing, settings.waitingRequests(), settings.deliveryTimeout(), this::follow)
                .measured(context.meters(), "amqp");
    }

    /** Connects; fails when the broker does not let this node in. */
    Future<Void> open() {
        return Future.join(wires().map(Wire::open).toList())
                .compose(open -> isManaging() ? management.open() : Future.succeededFuture());
    }

    /** Whether the broker may be told to make and remove things. */
    boolean isManaging() {
        return settings.queueCreation() == AmqpSettings.QueueCreation.ALLOWED;
    }

    Future<Carrier> carrier(ChannelSpec channel) {
        if (!isManaging()
                && channel.key().isPresent()
                && channel.deadLetter().isPresent()
                && channel.retry().park() == Retry.Park.SEQUENCE) {
            return Future.failedFuture(
                    new ConfigException(
                            "The channel " + channel.address()
                                    + " parks a key's sequence in its dead letters, which needs the broker's management, and"
                                    + " amqp.createQueues is false. Mend: set x-busway.retry.park: message, or amqp.createQueues: true."));
        }
        Layout layout = Layout.of(channel);
        outgoing.know(channel.address(), layout);
        return queues.ensure(layout)
                .compose(there -> outgoing.ready(channel.address()))
                .<Carrier>map(
                        ready -> new AmqpCarrier(channel, layout, outgoing, replies, subscriptions, letters(channel)))
                .recover(failure -> Future.failedFuture(notReady(channel, failure)));
    }

    private static Throwable notReady(ChannelSpec channel, Throwable failure) {
        return failure instanceof ProblemException known
                ? new ConfigException("The channel " + channel.address() + " cannot be made ready: "
                        + known.problem().cause() + " Mend: " + known.problem().mend())
                : failure;
    }

    /** Letters are removed by the broker's management, which is used only where queues may be made too. */
    private Optional<DeadLetterBox> letters(ChannelSpec channel) {
        return isManaging()
                ? channel.deadLetter().map(queue -> new ArtemisDeadLetterBox(queue, writing, management))
                : Optional.empty();
    }

    private Future<Registration> follow(String replyAddress) {
        return subscriptions.follow(outgoing.layout(replyAddress), this::answered);
    }

    private void answered(Message letter) {
        if (replies.isIdle()) {
            return;
        }
        try {
            replies.take(LetterReader.event(letter));
        } catch (CloudEventException foreign) {
            LOG.atDebug()
                    .addKeyValue("address", letter.getAddress())
                    .addKeyValue("cause", foreign.getMessage())
                    .log("reply not read");
        }
    }

    /** Ends what reads, after what is in flight, then what writes. */
    Future<Void> close() {
        return subscriptions
                .close()
                .transform(
                        ended -> Future.join(reading.stream().map(Wire::close).toList()))
                .transform(closed -> outgoing.quiet())
                .transform(quiet -> writing.close());
    }

    private Stream<Wire> wires() {
        return Stream.concat(Stream.of(writing), reading.stream());
    }
}
