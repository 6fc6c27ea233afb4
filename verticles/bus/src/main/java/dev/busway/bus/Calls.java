package dev.busway.bus;

import dev.busway.bus.Pipelines.Caller;
import dev.busway.bus.Stage.Next;
import dev.busway.bus.registry.GroupRegistry;
import dev.busway.bus.store.Store;
import dev.busway.bus.transport.Carrier;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.contract.OperationSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every way of calling one channel: a chain for each style and caller, built when it is first called so. Most channels are called in
 * one way, and what a call touches of many channels shall lie close together.
 */
final class Calls {
    private final ChannelSpec channel;
    private final List<OperationSpec> operations;
    private final Carrier carrier;
    private final GroupRegistry registry;
    private final Optional<Store> store;
    private final Pipelines pipelines;
    private final Terms terms;
    /** Never changed: another takes its place. */
    private volatile Map<Style, Pipeline> byAuthor = Map.of();

    private volatile Map<Style, Pipeline> byDoor = Map.of();

    Calls(
            ChannelSpec channel,
            List<OperationSpec> operations,
            Carrier carrier,
            GroupRegistry registry,
            Optional<Store> store,
            Pipelines pipelines,
            Terms terms) {
        this.channel = channel;
        this.operations = operations;
        this.carrier = carrier;
        this.registry = registry;
        this.store = store;
        this.pipelines = pipelines;
        this.terms = terms;
    }

    Future<Outcome> call(Caller caller, Style style, Message message, Gather rule) {
        if (style == Style.GATHER) {
            Next end = fits(style)
                    ? later(style, new GatherCall(channel, operations, carrier, registry, rule))
                    : wrong(style);
            return pipelines.calling(style, caller, end).run(sooner(message, rule.within()));
        }
        Pipeline chain = (caller == Caller.DOOR ? byDoor : byAuthor).get(style);
        return (chain == null ? built(caller, style) : chain).run(message);
    }

    private synchronized Pipeline built(Caller caller, Style style) {
        Map<Style, Pipeline> more = new EnumMap<>(Style.class);
        more.putAll(caller == Caller.DOOR ? byDoor : byAuthor);
        Pipeline chain = more.computeIfAbsent(style, first -> pipelines.calling(style, caller, end(style)));
        if (caller == Caller.DOOR) {
            byDoor = more;
        } else {
            byAuthor = more;
        }
        return chain;
    }

    private static Message sooner(Message message, Duration wait) {
        long until = System.currentTimeMillis() + wait.toMillis();
        long deadline = message.deadlineMillis();
        return deadline != 0 && deadline <= until ? message : message.until(until);
    }

    private Next end(Style style) {
        if (!fits(style)) {
            return wrong(style);
        }
        if (style != Style.PUBLISH && channel.delivery() == Delivery.EFFECTIVELY_ONCE && store.isPresent()) {
            DurableCall.Wait wait =
                    style == Style.REQUEST ? DurableCall.Wait.FOR_REPLY : DurableCall.Wait.FOR_ACCEPTANCE;
            return later(style, new DurableCall(channel, store.get(), wait, message -> terms.of(message)
                    .timeoutMillis()));
        }
        return later(
                style,
                switch (style) {
                    case SEND -> carrier::send;
                    case PUBLISH -> carrier::publish;
                    default -> carrier::request;
                });
    }

    private Next later(Style style, Next atOnce) {
        return new DelayedCall(channel, style, store, atOnce);
    }

    private boolean fits(Style style) {
        boolean toAll = style == Style.PUBLISH || style == Style.GATHER;
        return toAll == (channel.kind() == ChannelKind.PUBLISH_SUBSCRIBE);
    }

    private Next wrong(Style style) {
        Outcome refused = Outcome.refused(
                Problem.Kind.INVALID,
                "The channel " + channel.address() + " is " + channel.kind().word() + ", so it takes no " + style + ".",
                channel.kind() == ChannelKind.POINT_TO_POINT ? "Send or request on it." : "Publish or gather on it.");
        return message -> Future.succeededFuture(refused);
    }
}
