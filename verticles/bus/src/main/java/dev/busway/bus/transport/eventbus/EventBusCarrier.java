package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Gather;
import dev.busway.bus.Outcome;
import dev.busway.bus.Registration;
import dev.busway.bus.registry.GroupDirectory;
import dev.busway.bus.registry.Responders;
import dev.busway.bus.transport.Carrier;
import dev.busway.bus.transport.Receiver;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One channel on the event bus. What this node itself can take stays here: no bytes, no copy, no other event loop; only a key
 * that belongs to another node leaves.
 */
final class EventBusCarrier implements Carrier {
    private final ChannelSpec channel;
    private final Addresses addresses;
    private final GroupDirectory directory;
    private final Sender sender;
    private final Taps taps;
    private final Consumers consumers;
    private final Map<String, Receiver> here = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    EventBusCarrier(Vertx vertx, ChannelSpec channel, GroupDirectory directory, Awaited awaited) {
        this.channel = channel;
        this.addresses = new Addresses(channel);
        this.directory = directory;
        this.sender = new Sender(vertx, channel, awaited);
        this.consumers = new Consumers(vertx, channel);
        this.taps = new Taps(vertx, addresses, directory);
    }

    @Override
    public Future<Outcome> send(Message message) {
        return toGroup(channel.group(), message);
    }

    @Override
    public Future<Outcome> request(Message message) {
        return toGroup(channel.group(), message);
    }

    @Override
    public Future<Outcome> publish(Message message) {
        taps.publish(message);
        if (channel.interop() == ChannelSpec.Interop.PLAIN) {
            sender.publishPlain(message);
        }
        List<Future<Outcome>> all = List.copyOf(toGroups(message).values());
        return all.isEmpty() ? Future.succeededFuture(Outcome.delivered()) : Publication.of(channel.address(), all);
    }

    @Override
    public Future<Outcome> gather(Message message, Gather rule, Responders known) {
        taps.publish(message);
        return Gathering.of(sender.vertx(), channel.address(), rule, message, toGroups(message));
    }

    @Override
    public Future<Registration> subscribe(String group, Receiver receiver) {
        List<String> listening = new ArrayList<>(List.of(addresses.group(group)));
        if (directory.isClustered()) {
            listening.add(addresses.groupOnNode(group, directory.node()));
        }
        here.put(group, receiver);
        return consumers
                .open(listening, receiver)
                .compose(opened -> foreign(group, receiver).map(intake -> List.of(opened, intake)))
                .onFailure(failure -> here.remove(group, receiver))
                .map(opened -> () -> end(group, receiver, opened));
    }

    @Override
    public Future<Registration> tap(Receiver receiver) {
        return taps.add(receiver);
    }

    /** Plain Vert.x code publishes to the bare address: of all nodes with a group one takes it for the group. */
    private Future<Registration> foreign(String group, Receiver receiver) {
        if (channel.kind() == ChannelKind.POINT_TO_POINT) {
            return Future.succeededFuture(Future::succeededFuture);
        }
        return consumers.openForeign(
                channel.address(),
                message -> directory.isFirst(channel.address(), group)
                        ? receiver.receive(message)
                        : Future.succeededFuture(Outcome.delivered()));
    }

    private Future<Void> end(String group, Receiver receiver, List<Registration> opened) {
        return Future.join(opened.stream().map(Registration::unregister).toList())
                .<Void>mapEmpty()
                .onComplete(done -> here.remove(group, receiver));
    }

    private Map<String, Future<Outcome>> toGroups(Message message) {
        Map<String, Future<Outcome>> all = new LinkedHashMap<>();
        for (String group : directory.groups(channel.address())) {
            if (!group.equals(Addresses.TAP)) {
                all.put(group, toGroup(group, message));
            }
        }
        return all;
    }

    private Future<Outcome> toGroup(String group, Message message) {
        Receiver local = here.get(group);
        if (local != null && (message.key().isEmpty() || !directory.isClustered())) {
            return local.receive(message);
        }
        if (!directory.isClustered()) {
            return sender.request(addresses.group(group), message);
        }
        String key = channel.key().isEmpty() ? null : message.key().orElse(null);
        return key == null ? toAnyNode(group, message) : toNodeOf(key, group, local, message);
    }

    /**
     * To the nodes in turn, each by its own address: so it is known who has the message, and none goes to a node that is gone. Plain
     * Vert.x code that listens beside ours is found by the group's address only.
     */
    private Future<Outcome> toAnyNode(String group, Message message) {
        String node = channel.interop() == ChannelSpec.Interop.PLAIN
                ? null
                : directory
                        .otherNode(channel.address(), group, turn.getAndIncrement())
                        .orElse(null);
        return node == null
                ? sender.request(addresses.group(group), message)
                : toNode(node, group, message, () -> toAnyNode(group, message));
    }

    private Future<Outcome> toNodeOf(String key, String group, @Nullable Receiver local, Message message) {
        String node = directory.nodeOf(channel.address(), group, key).orElse(null);
        if (node == null) {
            return sender.request(addresses.group(group), message);
        }
        if (node.equals(directory.node())) {
            return local == null ? sender.request(addresses.group(group), message) : local.receive(message);
        }
        return toNode(node, group, message, () -> toNodeOf(key, group, local, message));
    }

    /** @param otherwise what is done when the node has just gone; it is known no more then */
    private Future<Outcome> toNode(String node, String group, Message message, Supplier<Future<Outcome>> otherwise) {
        if (!sender.lives(node)) {
            directory.gone(node);
            return otherwise.get();
        }
        return sender.request(node, addresses.groupOnNode(group, node), message).compose(outcome -> {
            if (!Sender.nobodyThere(outcome)) {
                return Future.succeededFuture(outcome);
            }
            directory.gone(node);
            return otherwise.get();
        });
    }
}
