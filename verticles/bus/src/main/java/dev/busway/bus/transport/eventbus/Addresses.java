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
 * address::~tap            copies for streams, where anybody wants them
 * </pre>
 */
record Addresses(ChannelSpec channel) {
    /** Stands for the taps among the groups that the directory knows. */
    static final String TAP = GroupDirectory.INTERNAL + "tap";

    String group(String group) {
        return channel.kind() == ChannelKind.POINT_TO_POINT ? channel.address() : channel.address() + "::" + group;
    }

    String groupOnNode(String group, String node) {
        return channel.address() + "::" + group + "@" + node;
    }

    String tap() {
        return channel.address() + "::" + TAP;
    }
}
