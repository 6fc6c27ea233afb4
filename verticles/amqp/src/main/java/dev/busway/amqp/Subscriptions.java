package dev.busway.amqp;

import dev.busway.bus.Registration;
import dev.busway.bus.transport.DeadLetterBox;
import dev.busway.bus.transport.Receiver;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.broker.Backoff;
import dev.busway.bus.transport.broker.Ending;
import dev.busway.bus.transport.broker.GroupGauges;
import dev.busway.bus.transport.broker.GroupWork;
import dev.busway.bus.transport.broker.ParkedKeys;
import dev.busway.config.ConfigException;
import dev.busway.contract.ChannelSpec;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.qpid.proton.message.Message;

/** Everything that reads for this node: members of groups, taps and followers of answers. Safe on any thread. */
final class Subscriptions {
    private final Vertx vertx;
    private final List<Wire> wires;
    private final AmqpSettings settings;
    private final Outgoing outgoing;
    private final Queues queues;
    private final Copies copies;
    private final MeterRegistry meters;
    private final AtomicInteger round = new AtomicInteger();
    private final Set<Registration> all = ConcurrentHashMap.newKeySet();

    /** @param wires to read by */
    Subscriptions(
            TransportContext context,
            List<Wire> wires,
            AmqpSettings settings,
            Outgoing outgoing,
            Queues queues,
            Copies copies) {
        this.vertx = context.vertx();
        this.wires = wires;
        this.settings = settings;
        this.outgoing = outgoing;
        this.queues = queues;
        this.copies = copies;
        this.meters = context.meters();
    }

    Future<Registration> join(
            ChannelSpec spec, Layout layout, String group, Receiver receiver, Optional<DeadLetterBox> letters) {
        Optional<ParkedKeys> parked = letters.flatMap(box -> ParkedKeys.of(spec, group, box));
        Wire wire = wire();
        Backoff backoff = new Backoff(spec.retry(), new Random());
        Ending ending = new Ending(vertx, spec, group, receiver, outgoing, backoff);
        GroupWork work = new GroupWork(wire.context(), spec, receiver, ending, backoff, parked);
        LetterReader reader = new LetterReader(spec);
        int bound = Math.min(spec.maxInFlight(), settings.prefetch());
        List<QueueLink> links = layout.addresses().stream()
                .map(address ->
                        new QueueLink(wire, address, layout.queue(address, group), bound, work, reader, outgoing))
                .toList();
        GroupMember member = new GroupMember(work, links, sharing(wire, layout, links));
        return deadLetters(spec).compose(ready -> queues.ensure(layout, group)).compose(there -> {
            List<Meter.Id> tally = parked.map(keys -> keys.tally().register(meters, spec.address(), group))
                    .orElse(List.of());
            Runnable gauges = GroupGauges.on(meters, spec.address(), group, work, bound * links.size());
            Runnable lag = lag(spec, group, wire, links);
            return kept(member.join().recover(failed -> Future.failedFuture(noQueue(spec, group, failed))), () -> {
                gauges.run();
                lag.run();
                tally.forEach(meters::remove);
            });
        });
    }

    /** Answers what ends it. */
    private Runnable sharing(Wire wire, Layout layout, List<QueueLink> links) {
        boolean pointless = links.size() == 1
                || layout.order() == Layout.Order.NONE
                || settings.queueCreation() == AmqpSettings.QueueCreation.FORBIDDEN;
        return pointless ? () -> {} : new FairShare(wire, queues, links, settings.shareEvery())::stop;
    }

    /** Answers what ends it. With no management nothing is known. */
    private Runnable lag(ChannelSpec spec, String group, Wire wire, List<QueueLink> links) {
        if (settings.queueCreation() == AmqpSettings.QueueCreation.FORBIDDEN) {
            return () -> {};
        }
        Lag lag = new Lag(wire, queues, links, settings.lagEvery());
        Runnable gauge = GroupGauges.lag(meters, spec.address(), group, lag::messages);
        return () -> {
            lag.stop();
            gauge.run();
        };
    }

    private static ConfigException noQueue(ChannelSpec spec, String group, Throwable failed) {
        return new ConfigException("The group " + group + " cannot read the channel " + spec.address() + ": "
                + Refusals.text(failed) + ". Mend: look at the broker, and at the rights of amqp.user.");
    }

    /** Made before it is needed: when a message has failed is no time for a queue to be missing. */
    private Future<Void> deadLetters(ChannelSpec spec) {
        return spec.deadLetter()
                .map(address -> {
                    Layout layout = outgoing.knowUnlessKnown(address, Layout.deadLetters(address));
                    return queues.ensure(layout).compose(there -> outgoing.ready(address));
                })
                .orElse(Future.succeededFuture());
    }

    /** A copy of every message, as fast as the receiver takes it; what cannot be read is left out. */
    Future<Registration> tap(ChannelSpec spec, Layout layout, Receiver receiver) {
        return follow(layout, new Tap(new LetterReader(spec), spec.address(), receiver));
    }

    /** @param listener is called on event loops and must be quick */
    Future<Registration> follow(Layout layout, Consumer<Message> listener) {
        Wire wire = wire();
        return copies.of(layout).compose(addresses -> {
            List<FollowLink> links = addresses.stream()
                    .map(address -> new FollowLink(wire, address, listener))
                    .toList();
            Registration following = () ->
                    Future.join(links.stream().map(FollowLink::close).toList()).mapEmpty();
            Future<Registration> begun = Future.join(
                            links.stream().map(FollowLink::open).toList())
                    .<Registration>map(following)
                    .recover(failed -> following.unregister().transform(left -> Future.failedFuture(failed)));
            return kept(begun, () -> {});
        });
    }

    /** Ends all, each after what it has in flight. */
    Future<Void> close() {
        return Future.join(all.stream().map(Registration::unregister).toList()).mapEmpty();
    }

    private Wire wire() {
        return wires.get(Math.floorMod(round.getAndIncrement(), wires.size()));
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
