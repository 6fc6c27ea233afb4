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
 * address::group@node      a group's place on one node, where messages have keys
 * address::group@node?     asks that node which messages it has no more, where the channel is durable
 * address::~tap            copies for streams, where anybody wants them
 * address::~answers        answers to requests, where a durable channel's requesters wait for them
 * </pre>
 */
record Addresses(ChannelSpec channel) {
    /** Stands for the taps among the groups that the directory knows. */
    static final String TAP = GroupDirectory.INTERNAL + "tap";
    /** Stands for those who wait for answers. */
    static final String ANSWERS = GroupDirectory.INTERNAL + "answers";

    String group(String group) {
        return channel.kind() == ChannelKind.POINT_TO_POINT ? channel.address() : channel.address() + "::" + group;
    }

    String groupOnNode(String group, String node) {
        return channel.address() + "::" + group + "@" + node;
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
