package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Registration;
import dev.busway.bus.registry.GroupDirectory;
import dev.busway.bus.transport.Mail;
import dev.busway.bus.transport.Receiver;
import dev.busway.bus.transport.TransportContext;
import dev.busway.bus.transport.broker.Backoff;
import dev.busway.bus.transport.broker.Ending;
import dev.busway.bus.transport.broker.GroupGauges;
import dev.busway.bus.transport.broker.GroupWork;
import dev.busway.bus.transport.broker.ParkedKeys;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import io.micrometer.core.instrument.Meter;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** This node's places in the groups of one durable channel: it takes what is handed to it, and stands in line to collect the mail. */
final class MailGroups {
    private static final int FEWEST_HELD = 64;
    private static final int MOST_HELD = 2_000;

    private final TransportContext node;
    private final VertxInternal vertx;
    private final GroupDirectory directory;
    private final Awaited awaited;
    private final Mail mail;
    private final MailOutlet outlet;
    private final ChannelSpec spec;
    private final Addresses addresses;
    private final Taps taps;

    MailGroups(
            TransportContext node,
            GroupDirectory directory,
            Awaited awaited,
            Mail mail,
            MailOutlet outlet,
            ChannelSpec spec) {
        this.node = node;
        this.vertx = (VertxInternal) node.vertx();
        this.directory = directory;
        this.awaited = awaited;
        this.mail = mail;
        this.outlet = outlet;
        this.spec = spec;
        this.addresses = new Addresses(spec);
        this.taps = new Taps(vertx, addresses, directory);
    }

    Taps taps() {
        return taps;
    }

    Future<Registration> join(String group, Receiver receiver) {
        ContextInternal context = vertx.createEventLoopContext();
        Handovers handovers = new Handovers(context, addresses, group, new Sender(vertx, spec, awaited));
        HandedOver handedOver = new HandedOver(receiver);
        GroupReceiver spread = new GroupReceiver(addresses, group, directory, handedOver, handovers);
        return enrolled(group)
                .compose(known -> taking(context, group, handedOver))
                .compose(open -> collecting(context, group, spread)
                        .onFailure(failed -> open.unregister())
                        .map(line -> () -> line.unregister().eventually(open::unregister)));
    }

    /** A point-to-point channel's one group is known by the contract. */
    private Future<Void> enrolled(String group) {
        return spec.kind() == ChannelKind.POINT_TO_POINT
                ? Future.succeededFuture()
                : mail.enroll(spec.address(), group);
    }

    private Future<Registration> taking(ContextInternal context, String group, HandedOver handedOver) {
        Consumers consumers = new Consumers(vertx, spec);
        return handedOver
                .answering(context, addresses.question(group, directory.node()))
                .compose(asked -> consumers
                        .open(List.of(addresses.groupOnNode(group, directory.node())), handedOver)
                        .compose(handed -> foreign(consumers)
                                .map(intake -> () -> Future.join(handed.unregister(), intake.unregister())
                                        .eventually(asked::unregister)
                                        .mapEmpty())));
    }

    /** Plain Vert.x code sends to the bare address: that is kept before it is answered. */
    private Future<Registration> foreign(Consumers consumers) {
        return spec.kind() == ChannelKind.POINT_TO_POINT
                ? consumers.open(List.of(spec.address()), message -> outlet.send(spec.address(), message))
                : Future.succeededFuture(Future::succeededFuture);
    }

    private Future<Registration> collecting(ContextInternal context, String group, GroupReceiver receiver) {
        String name = spec.kind() == ChannelKind.POINT_TO_POINT ? spec.group() : spec.address() + "." + group;
        Optional<ParkedKeys> parked = spec.deadLetter().flatMap(dead -> ParkedKeys.of(spec, name, mail.box(dead)));
        Backoff backoff = new Backoff(spec.retry(), new Random());
        Ending ending = new Ending(vertx, spec, name, receiver, outlet, backoff);
        GroupWork work = new GroupWork(context, spec, receiver, ending, backoff, parked);
        int most = Math.max(FEWEST_HELD, Math.min(2 * spec.maxInFlight(), MOST_HELD));
        Runnable gauges = GroupGauges.on(node.meters(), spec.address(), name, work, most);
        List<Meter.Id> tally = parked.map(keys -> keys.tally().register(node.meters(), spec.address(), name))
                .orElse(List.of());
        Runnable atEnd = () -> {
            gauges.run();
            tally.forEach(node.meters()::remove);
        };
        return mail.collect(spec.address(), group, most, work)
                .onFailure(failed -> atEnd.run())
                .map(line -> () -> line.unregister().onComplete(left -> atEnd.run()));
    }
}
