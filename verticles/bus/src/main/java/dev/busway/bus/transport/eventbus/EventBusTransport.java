package dev.busway.bus.transport.eventbus;

import dev.busway.bus.registry.GroupDirectory;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.Feature;
import dev.busway.bus.transport.Features;
import dev.busway.bus.transport.Mail;
import dev.busway.bus.transport.Transport;
import dev.busway.bus.transport.TransportContext;
import dev.busway.codec.MessageFrameCodec;
import dev.busway.config.ConfigException;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Carries channels over the Vert.x event bus, with no broker: best-effort by itself, durable ones by {@link DurableEventBus} where a
 * store keeps their messages. Every message ends in success or in a typed refusal by its deadline; what a node that dies has ends
 * in a refusal when the cluster sees it dead.
 *
 * <p>Order: messages of one key from one sender go to one instance of the group and start there in the order of their sending, as
 * long as its instances stay the same and connected; each start waits for none before it.
 */
public final class EventBusTransport implements Transport {
    public static final String NAME = "vertx";

    private @Nullable TransportContext context;
    private @Nullable Awaited awaited;
    private volatile @Nullable GroupDirectory directory;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Future<Void> open(TransportContext opening) {
        context = opening;
        awaited = new Awaited(opening.vertx());
        register(opening.vertx());
        return GroupDirectory.of(opening.vertx())
                .onSuccess(opened -> directory = opened)
                .mapEmpty();
    }

    @Override
    public Features features() {
        return Features.of(Feature.ORDERED, Feature.GATHER);
    }

    @Override
    public Future<Carrier> carrier(ChannelSpec channel) {
        if (channel.delivery().durable()) {
            return Future.failedFuture(new ConfigException("channel " + channel.address() + " is "
                    + channel.delivery().word()
                    + ", and the event bus keeps nothing. Mend: give the node a postgres section, carry it by a broker (a"
                    + " server with protocol kafka), or give it delivery: best-effort."));
        }
        return Future.succeededFuture(new EventBusCarrier(
                Objects.requireNonNull(context, "the transport is not open").vertx(),
                channel,
                Objects.requireNonNull(directory, "the transport is not open"),
                Objects.requireNonNull(awaited, "the transport is not open")));
    }

    @Override
    public Transport keptBy(Mail mail) {
        return new DurableEventBus(
                Objects.requireNonNull(context, "the transport is not open"),
                Objects.requireNonNull(directory, "the transport is not open"),
                Objects.requireNonNull(awaited, "the transport is not open"),
                mail);
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    /** A second transport on the same Vert.x finds the codec there. */
    private static void register(Vertx vertx) {
        try {
            vertx.eventBus().registerDefaultCodec(Message.class, new MessageFrameCodec());
        } catch (IllegalStateException registered) {
            return;
        }
    }
}
