package dev.busway.amqp;

import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.Feature;
import dev.busway.bus.transport.Features;
import dev.busway.bus.transport.Transport;
import dev.busway.bus.transport.TransportContext;
import dev.busway.config.ConfigException;
import dev.busway.contract.ChannelSpec;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Channels as addresses of an AMQP 1.0 broker, ActiveMQ Artemis: durable, in order per key, replies by correlation id. Section {@code amqp}. */
public final class AmqpTransport implements Transport {
    private static final Features FEATURES =
            Features.of(Feature.DURABLE, Feature.ORDERED, Feature.PARKING, Feature.GROUPS, Feature.GATHER);
    /** Letters are removed by the broker's management. */
    private static final Features WITHOUT_MANAGEMENT =
            Features.of(Feature.DURABLE, Feature.ORDERED, Feature.GROUPS, Feature.GATHER);

    private final AtomicReference<@Nullable Connection> connection = new AtomicReference<>();

    @Override
    public String name() {
        return "amqp";
    }

    @Override
    public Features features() {
        Connection open = connection.get();
        return open == null || open.isManaging() ? FEATURES : WITHOUT_MANAGEMENT;
    }

    @Override
    public Future<Void> open(TransportContext context) {
        AmqpSettings settings;
        try {
            settings = AmqpSettings.from(context.config(), context.node());
            context.config().refuseUnknown();
        } catch (ConfigException wrong) {
            return Future.failedFuture(wrong);
        }
        Connection opened = new Connection(context, settings);
        return opened.open().onSuccess(open -> connection.set(opened)).recover(failure -> opened.close()
                .transform(closed -> Future.failedFuture(noConnection(settings, failure))));
    }

    private static ConfigException noConnection(AmqpSettings settings, Throwable failure) {
        return new ConfigException("The AMQP broker at " + settings.place() + " cannot be reached: "
                + Refusals.connecting(failure) + ". Mend: start it, or correct amqp.host and amqp.port.");
    }

    @Override
    public Future<Carrier> carrier(ChannelSpec channel) {
        return Objects.requireNonNull(connection.get(), "the transport is not open")
                .carrier(channel);
    }

    @Override
    public Future<Void> close() {
        Connection open = connection.getAndSet(null);
        return open == null ? Future.succeededFuture() : open.close();
    }
}
