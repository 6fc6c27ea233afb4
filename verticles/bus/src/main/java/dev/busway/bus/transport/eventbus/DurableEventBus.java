package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Registration;
import dev.busway.bus.registry.GroupDirectory;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.Feature;
import dev.busway.bus.transport.Features;
import dev.busway.bus.transport.Mail;
import dev.busway.bus.transport.Transport;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.broker.ReplyDesk;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.OperationSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;

/**
 * Durable channels with no broker: a store keeps each message until every group has handled it, the event bus carries it there, and
 * the reply is its acknowledgement.
 *
 * <p>Of the nodes that handle a group one collects its mail at a time and sends each message to the node that its key belongs to, the
 * next of a key only when the one before has its outcome. When that node dies, another one goes on.
 */
public final class DurableEventBus implements Transport {
    private static final Features FEATURES =
            Features.of(Feature.DURABLE, Feature.ORDERED, Feature.GROUPS, Feature.PARKING, Feature.GATHER);
    private static final int MOST_WAITING_REQUESTS = 10_000;

    private final TransportContext context;
    private final GroupDirectory directory;
    private final Awaited awaited;
    private final Mail mail;
    private final MailOutlet outlet;
    private final ReplyDesk replies;

    DurableEventBus(TransportContext context, GroupDirectory directory, Awaited awaited, Mail mail) {
        this.context = context;
        this.directory = directory;
        this.awaited = awaited;
        this.mail = mail;
        this.outlet = new MailOutlet(context.vertx(), directory, mail);
        this.replies = new ReplyDesk(
                        context.vertx(), outlet, MOST_WAITING_REQUESTS, OperationSpec.DEFAULT_TIMEOUT, this::follow)
                .measured(context.meters(), EventBusTransport.NAME);
    }

    @Override
    public String name() {
        return EventBusTransport.NAME;
    }

    /** There is nothing to connect to. */
    @Override
    public Future<Void> open(TransportContext unused) {
        return Future.succeededFuture();
    }

    @Override
    public Features features() {
        return FEATURES;
    }

    @Override
    public Future<Carrier> carrier(ChannelSpec channel) {
        outlet.declare(channel);
        return Future.succeededFuture(new DurableCarrier(
                channel, outlet, replies, new MailGroups(context, directory, awaited, mail, outlet, channel), mail));
    }

    private Future<Registration> follow(String address) {
        MessageConsumer<Message> consumer =
                context.vertx().eventBus().consumer(Addresses.answers(address), answer -> replies.take(answer.body()));
        return consumer.completion()
                .compose(open -> directory.join(address, Addresses.ANSWERS, 0))
                .map(known ->
                        () -> directory.leave(address, Addresses.ANSWERS, 0).eventually(consumer::unregister));
    }

    /** What it carries is ended by its registrations, what keeps it by the store. */
    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
