package dev.busway.bus.transport.eventbus;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.bus.registry.GroupDirectory;
import dev.busway.bus.transport.Receiver;
import dev.busway.message.Message;
import io.vertx.core.Future;

/**
 * A group, wherever its nodes are: a message goes to the node that its key belongs to, one without a key to any, and the outcome is
 * what that node says. Used on the group's context alone.
 */
final class GroupReceiver implements Receiver {
    private final Addresses addresses;
    private final String group;
    private final GroupDirectory directory;
    private final HandedOver here;
    private final Handovers handovers;

    GroupReceiver(Addresses addresses, String group, GroupDirectory directory, HandedOver here, Handovers handovers) {
        this.addresses = addresses;
        this.group = group;
        this.directory = directory;
        this.here = here;
        this.handovers = handovers;
    }

    @Override
    public Future<Outcome> receive(Message message) {
        String node = directory.isClustered()
                ? directory
                        .nodeOf(
                                addresses.channel().address(),
                                group,
                                message.key().orElseGet(message::id))
                        .orElse(directory.node())
                : directory.node();
        if (node.equals(directory.node())) {
            return here.receive(message);
        }
        return handovers.give(node, message).compose(outcome -> {
            if (Sender.nobodyThere(outcome)) {
                // Whoever collects handles too. The node is not forgotten: it may have other groups, and wait for
                // answers.
                return here.receive(message);
            }
            return Future.succeededFuture(outcome);
        });
    }

    @Override
    public String group() {
        return here.group();
    }

    @Override
    public Future<Void> giveUp(Message message, Problem problem) {
        return here.giveUp(message, problem);
    }
}
