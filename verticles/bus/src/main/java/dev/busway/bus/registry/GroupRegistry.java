package dev.busway.bus.registry;

import io.vertx.core.Future;

/**
 * Who takes which channel: the bus announces its groups here, whatever carries the channel, and asks here before a gather. Safe on
 * any thread; asking never waits.
 */
public interface GroupRegistry {
    /** This node among those that the registry knows: unique, and new with each start. */
    String node();

    /**
     * Says that an instance of a group takes a channel here.
     *
     * @param instance its number on this node, the same for as long as it stays
     * @return completes when every node knows, or would know but does not listen
     */
    Future<Void> join(String address, String group, int instance);

    /** Says that it does no longer; completes as {@link #join} does. */
    Future<Void> leave(String address, String group, int instance);

    /** The groups that take a publish-subscribe channel now. */
    Responders responders(String address);
}
