package dev.busway.kafka;

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

/** Channels as Kafka topics: durable, in order per key, replies by correlation id. Section {@code kafka}. */
public final class KafkaTransport implements Transport {
    private static final Features FEATURES = Features.of(
            Feature.DURABLE, Feature.ORDERED, Feature.GROUPS, Feature.PARKING, Feature.GATHER, Feature.REPLAY);

    private final AtomicReference<@Nullable Connection> connection = new AtomicReference<>();

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Features features() {
        return FEATURES;
    }

    @Override
    public Future<Void> open(TransportContext context) {
        KafkaSettings settings;
        try {
            settings = KafkaSettings.from(context.config(), context.node());
            context.config().refuseUnknown();
        } catch (ConfigException wrong) {
            return Future.failedFuture(wrong);
        }
        return context.vertx()
                .executeBlocking(() -> Connection.to(context, settings))
                .recover(failure -> Future.failedFuture(noConnection(settings, failure)))
                .compose(opened -> opened.reachable()
                        .<Void>map(answered -> {
                            connection.set(opened);
                            return null;
                        })
                        .recover(failure -> opened.close()
                                .transform(closed -> Future.failedFuture(noConnection(settings, failure)))));
    }

    private static ConfigException noConnection(KafkaSettings settings, Throwable failure) {
        return new ConfigException("Kafka at " + settings.bootstrap() + " cannot be reached: " + Refusals.text(failure)
                + ". Mend: start it, or correct kafka.bootstrap.");
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
