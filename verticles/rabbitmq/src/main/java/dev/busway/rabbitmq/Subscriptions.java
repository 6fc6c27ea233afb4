package dev.busway.rabbitmq;

import dev.busway.bus.Registration;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.bus.transport.Receiver;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.broker.Backoff;
import dev.busway.bus.transport.broker.Ending;
import dev.busway.bus.transport.broker.GroupGauges;
import dev.busway.bus.transport.broker.GroupWork;
import dev.busway.bus.transport.broker.Incoming;
import dev.busway.bus.transport.broker.ParkedKeys;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Everything that reads for this node: members of groups, taps and followers of replies. Safe on any thread. */
final class Subscriptions {
    private static final int LONGEST_TAP = 10_000;
    private static final int LONGEST_REPLIES = 100_000;
    private static final long MEND_MILLIS = 1_000;

    private final VertxInternal vertx;
    private final String node;
    private final RabbitSettings settings;
    private final Link link;
    private final Publisher publisher;
    private final Topology topology;
    private final MeterRegistry meters;
    private final Set<Registration> all = ConcurrentHashMap.newKeySet();

    Subscriptions(
            TransportContext context, RabbitSettings settings, Link link, Publisher publisher, Topology topology) {
        this.vertx = (VertxInternal) context.vertx();
        this.node = context.node();
        this.settings = settings;
        this.link = link;
        this.publisher = publisher;
        this.topology = topology;
        this.meters = context.meters();
    }

    /** @param group as dead letters name it; on a publish-subscribe channel its queues have this name */
    Future<Registration> join(ChannelSpec spec, String group, Receiver receiver, Optional<DeadLetterBox> letters) {
        Optional<ParkedKeys> parked = letters.flatMap(box -> ParkedKeys.of(spec, group, box));
        return queues(spec, group).compose(there -> {
            GroupConsumer member = member(spec, group, receiver, parked);
            List<Meter.Id> tally = parked.map(keys -> keys.tally().register(meters, spec.address(), group))
                    .orElse(List.of());
            int most = member.queues() * prefetch(spec);
            Runnable gauges = GroupGauges.on(meters, spec.address(), group, member.work(), most);
            Runnable lag = GroupGauges.lag(meters, spec.address(), group, member::lag);
            return kept(member.join(), () -> {
                gauges.run();
                lag.run();
                tally.forEach(meters::remove);
            });
        });
    }

    private int prefetch(ChannelSpec spec) {
        return Math.min(spec.maxInFlight(), settings.prefetch());
    }

    private GroupConsumer member(ChannelSpec spec, String group, Receiver receiver, Optional<ParkedKeys> parked) {
        Backoff backoff = new Backoff(spec.retry(), new Random());
        Ending ending = new Ending(vertx, spec, group, receiver, publisher, backoff);
        ContextInternal context = vertx.createEventLoopContext();
        GroupWork work = new GroupWork(context, spec, receiver, ending, backoff, parked);
        GroupIntake intake = new GroupIntake(context, work, new DeliveryReader(spec), publisher, link);
        QueueConsumer.Order order = spec.key().isPresent() ? QueueConsumer.Order.KEPT : QueueConsumer.Order.NONE;
        int prefetch = prefetch(spec);
        List<QueueConsumer> consumers = Route.of(spec).queues(name(spec, group)).stream()
                .map(binding ->
                        new QueueConsumer(binding.queue(), order, prefetch, intake, () -> mended(queues(spec, group))))
                .toList();
        return new GroupConsumer(vertx, group, intake, consumers, settings);
    }

    private static String name(ChannelSpec spec, String group) {
        return spec.kind() == ChannelKind.POINT_TO_POINT ? spec.address() : group;
    }

    /** The dead letters' too, before they are needed: when a message has failed is no time for a queue to be missing. */
    private Future<Void> queues(ChannelSpec spec, String group) {
        return topology.channel(spec)
                .compose(there -> topology.group(spec, group))
                .compose(there -> spec.deadLetter().map(topology::deadLetters).orElse(Future.succeededFuture()));
    }

    private Future<?> mended(Future<Void> again) {
        return again.transform(tried -> vertx.timer(MEND_MILLIS));
    }

    /** A copy of every message, as fast as the receiver takes it; what cannot be read is left out. */
    Future<Registration> tap(ChannelSpec spec, Receiver receiver) {
        ContextInternal context = vertx.createEventLoopContext();
        DeliveryReader reader = new DeliveryReader(spec);
        Follower.Queue queue = new Follower.Queue(own(spec.address()), Follower.Lasting.NO, LONGEST_TAP);
        return follow(Route.of(spec), queue, (properties, body, done) -> {
            if (reader.read(queue.name(), properties, body) instanceof Incoming.Event event) {
                context.emit(go -> receiver.receive(event.message()).onComplete(taken -> done.run()));
            } else {
                done.run();
            }
        });
    }

    /** Every answer that comes to this address. */
    Future<Registration> replies(String address, Follower.Listener listener) {
        return topology.ready(address).compose(there -> {
            Route known = topology.route(address);
            return follow(
                    known == null ? Route.replies(address) : known,
                    new Follower.Queue(own(address), Follower.Lasting.FOR_A_WHILE, LONGEST_REPLIES),
                    listener);
        });
    }

    /** A name that nobody else has. */
    private String own(String address) {
        return address + "@" + node + "." + UUID.randomUUID();
    }

    private Future<Registration> follow(Route route, Follower.Queue queue, Follower.Listener listener) {
        return kept(
                new Follower(link, route, queue, listener, () -> mended(topology.again(route.exchange()))).follow(),
                () -> {});
    }

    /** Ends all, each after what it has in flight. */
    Future<Void> close() {
        return Future.join(all.stream().map(Registration::unregister).toList()).mapEmpty();
    }

    private Future<Registration> kept(Future<Registration> begun, Runnable atEnd) {
        return begun.onFailure(failed -> atEnd.run()).map(open -> {
            Registration kept = new Registration() {
                @Override
                public Future<Void> unregister() {
                    return open.unregister().onComplete(ended -> {
                        all.remove(this);
                        atEnd.run();
                    });
                }
            };
            all.add(kept);
            return kept;
        });
    }
}
