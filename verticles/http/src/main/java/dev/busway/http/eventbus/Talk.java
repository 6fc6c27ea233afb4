package dev.busway.http.eventbus;

import dev.busway.bus.Channel;
import dev.busway.bus.store.Store;
import dev.busway.http.channels.MessageTypes;
import dev.busway.http.channels.Styles;
import java.util.Optional;

/** How sockets talk to one channel: made once, not for every frame. */
record Talk(Channel channel, MessageTypes types, Styles styles) {
    static Talk with(Channel channel, Optional<Store> store) {
        return new Talk(channel, new MessageTypes(channel.spec(), channel.operations()), new Styles(channel, store));
    }
}
