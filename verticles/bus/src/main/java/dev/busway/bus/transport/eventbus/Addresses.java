package dev.busway.bus.transport.eventbus;

import dev.busway.bus.registry.GroupDirectory;
import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;

/**
 * The event-bus addresses of one channel:
 *
 * <pre>
 * address                  a point-to-point channel's one group; foreign bodies of any channel
 * address::group           one group of a publish-subscribe channel
 * group's address @node    a group's place on one node, of a cluster
 * group's address @node?   asks that node which messages it has no more, where the channel is durable
 * address::~tap            copies for streams, where anybody wants them
 * address::~answers        answers to requests, where a durable channel's requesters wait for them
 * </pre>
 */
record Addresses(ChannelSpec channel) {
    /** Stands for the taps among the groups that the directory knows. */
    static final String TAP = GroupDirectory.INTERNAL + "tap";
    /** Stands for those who wait for answers. */
    static final String ANSWERS = GroupDirectory.INTERNAL + "answers";

    /** The end of a node's id, which is random: it is in every message between nodes. */
    private static final int NODE_LENGTH = 12;

    String group(String group) {
        return channel.kind() == ChannelKind.POINT_TO_POINT ? channel.address() : channel.address() + "::" + group;
    }

    String groupOnNode(String group, String node) {
        return group(group) + "@" + node.substring(Math.max(0, node.length() - NODE_LENGTH));
    }

    String question(String group, String node) {
        return groupOnNode(group, node) + "?";
    }

    static String answers(String address) {
        return address + "::" + ANSWERS;
    }

    String tap() {
        return channel.address() + "::" + TAP;
    }
}
