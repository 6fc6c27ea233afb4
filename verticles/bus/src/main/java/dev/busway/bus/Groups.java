package dev.busway.bus;

import dev.busway.bus.BoundedHandler.Deadlined;
import dev.busway.bus.Pipelines.Checking;
import dev.busway.bus.Stage.Next;
import dev.busway.bus.registry.GroupRegistry;
import dev.busway.bus.store.Store;
import dev.busway.bus.transport.Carrier;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.message.Message;
import io.vertx.core.Closeable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The groups of one channel on this node; a handler leaves its group when its verticle is undeployed. */
final class Groups {
    private final VertxInternal vertx;
    private final ChannelSpec spec;
    private final Terms terms;
    private final Optional<Store> store;
    private final Carrier carrier;
    private final GroupRegistry registry;
    private final Pipelines pipelines;
    private final Function<String, Channel> channels;
    private final Map<String, LocalGroup> groups = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    Groups(
            Vertx vertx,
            ChannelSpec spec,
            Terms terms,
            Optional<Store> store,
            Carrier carrier,
            GroupRegistry registry,
            Pipelines pipelines,
            Function<String, Channel> channels) {
        this.vertx = (VertxInternal) vertx;
        this.spec = spec;
        this.terms = terms;
        this.store = store;
        this.carrier = carrier;
        this.registry = registry;
        this.pipelines = pipelines;
        this.channels = channels;
    }

    Future<Registration> join(String name, MessageHandler handler, Checking checking) {
        ContextInternal caller = vertx.getOrCreateContext();
        ContextInternal context = caller.unwrap();
        String group = spec.kind() == ChannelKind.POINT_TO_POINT ? spec.group() : name;
        Instance instance = new Instance(
                context,
                new Instance.Name(spec.address() + "/" + name, registry.node(), numbers.getAndIncrement()),
                pipelines.handling(checking, end(group, signed(group, bounded(context, handler)))));
        return groups.computeIfAbsent(group, this::group)
                .join(instance)
                .map(registration -> untilClosed(context, registration))
                .transform(joined -> caller.future(told -> told.handle(joined)));
    }

    private LocalGroup group(String name) {
        return new LocalGroup(
                spec.address(),
                name,
                carrier,
                new Presence(registry, spec, name),
                pipelines,
                (message, problem) -> giveUp(name, message, problem));
    }

    private Future<Void> giveUp(String group, Message message, Problem problem) {
        return spec.delivery() == Delivery.EFFECTIVELY_ONCE && store.isPresent()
                ? store.get().giveUp(spec, group, message, problem)
                : Future.succeededFuture();
    }

    /** Where many may answer, each answer says whose it is. */
    private MessageHandler signed(String group, MessageHandler bounded) {
        return spec.kind() == ChannelKind.PUBLISH_SUBSCRIBE ? new SignedAnswers(group, bounded) : bounded;
    }

    private static Registration untilClosed(ContextInternal context, Registration registration) {
        Closeable hook = done -> registration.unregister().onComplete(done);
        context.addCloseHook(hook);
        return () -> {
            context.removeCloseHook(hook);
            return registration.unregister();
        };
    }

    Future<Void> drain() {
        return Future.join(groups.values().stream().map(LocalGroup::drain).toList())
                .mapEmpty();
    }

    private Next end(String group, MessageHandler bounded) {
        if (spec.delivery() == Delivery.EFFECTIVELY_ONCE && store.isPresent()) {
            Store inbox = store.get();
            return message -> inbox.handle(spec, group, message, bounded);
        }
        return new PlainHandling(bounded, channels);
    }

    private MessageHandler bounded(ContextInternal context, MessageHandler handler) {
        return switch (spec.delivery()) {
            case BEST_EFFORT -> new BoundedHandler(context, handler, terms.longest(), Deadlined.BY_MESSAGE);
            case AT_LEAST_ONCE ->
                new BoundedHandler(context, handler, BoundedHandler.DURABLE_BOUND, Deadlined.BY_MESSAGE);
            case EFFECTIVELY_ONCE ->
                new BoundedHandler(context, handler, BoundedHandler.DURABLE_BOUND, Deadlined.BY_BOUND);
        };
    }
}
