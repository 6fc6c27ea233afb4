package dev.busway.bus;

import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.eventbus.EventBusTransport;
import dev.busway.config.Section;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Contract;
import dev.busway.contract.Delivery;
import dev.busway.contract.KeyPath;
import dev.busway.contract.MessageSpec;
import dev.busway.contract.OperationSpec;
import dev.busway.contract.PayloadValidator;
import dev.busway.contract.Retry;
import dev.busway.message.Message;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Channels and buses for tests. */
final class Samples {
    private Samples() {}

    static ChannelSpec channel(String address, ChannelKind kind, MessageSpec... messages) {
        return new ChannelSpec(
                address,
                address,
                kind,
                Delivery.BEST_EFFORT,
                EventBusTransport.NAME,
                address,
                Optional.empty(),
                1,
                Retry.DEFAULTS,
                Optional.empty(),
                ChannelSpec.Interop.FRAME,
                1_000,
                List.of(messages));
    }

    static ChannelSpec keyed(String address, String pointer) {
        ChannelSpec plain = channel(address, ChannelKind.POINT_TO_POINT);
        return new ChannelSpec(
                plain.name(),
                address,
                plain.kind(),
                plain.delivery(),
                plain.transport(),
                plain.group(),
                Optional.of(KeyPath.parse("$message.payload#" + pointer)),
                12,
                plain.retry(),
                plain.deadLetter(),
                plain.interop(),
                plain.maxInFlight(),
                plain.messages());
    }

    static MessageSpec message(String type, PayloadValidator validator) {
        return new MessageSpec(type, type, Message.JSON, false, validator, Optional.empty());
    }

    static OperationSpec receiving(String address, Duration timeout, int maxInFlight) {
        return new OperationSpec(
                "take-" + address,
                OperationSpec.Action.RECEIVE,
                address,
                List.of(),
                Optional.empty(),
                true,
                List.of(),
                timeout,
                maxInFlight,
                Optional.empty(),
                OperationSpec.Respond.NOW);
    }

    static Contract contract(List<ChannelSpec> channels, List<OperationSpec> operations) {
        return new Contract("test", "Test", "1", "3.0.0", channels, operations, "{}", List.of());
    }

    static Bus open(Vertx vertx, List<ChannelSpec> channels, OperationSpec... operations) {
        EventBusTransport transport = new EventBusTransport();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Contract contract = contract(channels, List.of(operations));
        return await(transport
                .open(new TransportContext(vertx, "n1", new Section("vertx", Map.of()), meters))
                .compose(done -> Bus.open(
                        vertx, new BusSetup("n1", List.of(contract), List.of(transport), Optional.empty(), meters))));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException late) {
            throw new AssertionError("not within 10 s", late);
        }
    }
}
