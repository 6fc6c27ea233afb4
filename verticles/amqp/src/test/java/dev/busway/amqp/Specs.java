package dev.busway.amqp;

import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.contract.KeyPath;
import dev.busway.contract.MessageSpec;
import dev.busway.contract.PayloadValidator;
import dev.busway.contract.Retry;
import dev.busway.message.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** Channels for tests, each at an address of its own. */
final class Specs {
    static final Retry QUICK = new Retry(3, Duration.ofMillis(5), Duration.ofMillis(20));

    private Specs() {}

    static String address(String what) {
        return what + "." + UUID.randomUUID();
    }

    /** At-least-once, point-to-point, three quick tries, dead letters. */
    static ChannelSpec orders(int shards) {
        String address = address("orders");
        return spec(address, ChannelKind.POINT_TO_POINT, Delivery.AT_LEAST_ONCE, shards, List.of());
    }

    static ChannelSpec events(int shards) {
        return spec(address("events"), ChannelKind.PUBLISH_SUBSCRIBE, Delivery.AT_LEAST_ONCE, shards, List.of());
    }

    /** Message types {@code type0}, {@code type1} ... that take any payload. */
    static List<MessageSpec> types(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new MessageSpec(
                        "type" + i, "type" + i, Message.JSON, false, PayloadValidator.ANYTHING, Optional.empty()))
                .toList();
    }

    /** A channel to read the dead letters of another. */
    static ChannelSpec deadLettersOf(ChannelSpec spec) {
        return spec(spec.deadLetter().orElseThrow(), ChannelKind.PUBLISH_SUBSCRIBE, Delivery.BEST_EFFORT, 1, List.of());
    }

    /** The same channel, with a key. */
    static ChannelSpec keyed(ChannelSpec spec) {
        return new ChannelSpec(
                spec.name(),
                spec.address(),
                spec.kind(),
                spec.delivery(),
                spec.transport(),
                spec.group(),
                Optional.of(KeyPath.parse("$message.payload#/key")),
                spec.shards(),
                spec.retry(),
                spec.deadLetter(),
                spec.interop(),
                spec.maxInFlight(),
                spec.messages());
    }

    static Message message(String key, int n) {
        return Message.builder("orders.Create")
                .key(key)
                .payload(new JsonObject().put("n", n))
                .build();
    }

    static ChannelSpec retried(ChannelSpec spec, Retry retry) {
        return spec(spec.address(), spec.kind(), spec.delivery(), spec.shards(), spec.messages(), retry);
    }

    static ChannelSpec spec(
            String address, ChannelKind kind, Delivery delivery, int shards, List<MessageSpec> messages) {
        return spec(address, kind, delivery, shards, messages, QUICK);
    }

    private static ChannelSpec spec(
            String address, ChannelKind kind, Delivery delivery, int shards, List<MessageSpec> messages, Retry retry) {
        return new ChannelSpec(
                address,
                address,
                kind,
                delivery,
                "amqp",
                address,
                Optional.empty(),
                shards,
                retry,
                delivery.durable() ? Optional.of(address + ".dead") : Optional.empty(),
                ChannelSpec.Interop.FRAME,
                64,
                messages);
    }
}
