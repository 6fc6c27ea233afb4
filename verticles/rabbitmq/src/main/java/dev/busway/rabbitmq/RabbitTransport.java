package dev.busway.rabbitmq;

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

/**
 * Channels as exchanges and queues of an AMQP 0-9-1 broker: durable, in order per key, replies by correlation id. Section {@code
 * rabbitmq}.
 */
public final class RabbitTransport implements Transport {
    private static final Features FEATURES =
            Features.of(Feature.DURABLE, Feature.ORDERED, Feature.PARKING, Feature.GROUPS, Feature.GATHER);

    private final AtomicReference<@Nullable Broker> broker = new AtomicReference<>();

    @Override
    public String name() {
        return "rabbitmq";
    }

    @Override
    public Features features() {
        return FEATURES;
    }

    @Override
    public Future<Void> open(TransportContext context) {
        RabbitSettings settings;
        Broker opening;
        try {
            settings = RabbitSettings.from(context.config(), context.node());
            context.config().refuseUnknown();
            opening = new Broker(context, settings);
        } catch (ConfigException wrong) {
            return Future.failedFuture(wrong);
        }
        return opening.open()
                .<Void>map(connected -> {
                    broker.set(opening);
                    return null;
                })
                .recover(failure ->
                        opening.close().transform(closed -> Future.failedFuture(noConnection(settings, failure))));
    }

    private static ConfigException noConnection(RabbitSettings settings, Throwable failure) {
        return new ConfigException("RabbitMQ at " + settings.where() + " cannot be reached: " + Refusals.text(failure)
                + ". Mend: start it, or correct the section rabbitmq.");
    }

    @Override
    public Future<Carrier> carrier(ChannelSpec channel) {
        return Objects.requireNonNull(broker.get(), "the transport is not open").carrier(channel);
    }

    @Override
    public Future<Void> close() {
        Broker open = broker.getAndSet(null);
        return open == null ? Future.succeededFuture() : open.close();
    }
}
