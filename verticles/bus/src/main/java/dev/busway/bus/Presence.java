package dev.busway.bus;

import dev.busway.bus.registry.GroupRegistry;
import dev.busway.contract.ChannelSpec;
import io.vertx.core.Future;

/**
 * Announces one group of this node in the registry, as far as others need to know: every instance where keys are spread over
 * instances with no broker, else the group as a whole.
 */
final class Presence {
    private enum Told {
        GROUP,
        EACH_INSTANCE
    }

    private static final int GROUP_AS_A_WHOLE = 0;

    private final GroupRegistry registry;
    private final String address;
    private final String group;
    private final Told told;

    Presence(GroupRegistry registry, ChannelSpec channel, String group) {
        this.registry = registry;
        this.address = channel.address();
        this.group = group;
        this.told = channel.key().isPresent() && !channel.delivery().durable() ? Told.EACH_INSTANCE : Told.GROUP;
    }

    /** Completes when others know. */
    Future<Void> arrived(Instance instance) {
        return switch (told) {
            case GROUP -> registry.join(address, group, GROUP_AS_A_WHOLE);
            case EACH_INSTANCE -> registry.join(address, group, instance.number());
        };
    }

    /** One of several has gone. */
    Future<Void> left(Instance instance) {
        return told == Told.EACH_INSTANCE
                ? registry.leave(address, group, instance.number())
                : Future.succeededFuture();
    }

    /** The last one has gone. */
    Future<Void> ended(Instance last) {
        return told == Told.GROUP ? registry.leave(address, group, GROUP_AS_A_WHOLE) : left(last);
    }
}
