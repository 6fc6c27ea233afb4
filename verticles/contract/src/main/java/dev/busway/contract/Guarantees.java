package dev.busway.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a channel promises, in words. */
final class Guarantees {
    private Guarantees() {}

    static List<String> of(ChannelSpec channel) {
        List<String> promises = new ArrayList<>();
        promises.add(
                channel.kind() == ChannelKind.POINT_TO_POINT
                        ? "each message goes to one handler of the group " + channel.group()
                        : "each message goes to one handler of every group");
        promises.add(
                switch (channel.delivery()) {
                    case BEST_EFFORT ->
                        "each send ends in success or a typed failure before its deadline; nothing is kept";
                    case AT_LEAST_ONCE -> "accepted means durable; delivered again until handled" + attempts(channel);
                    case EFFECTIVELY_ONCE ->
                        "the effect happens once, a repeat gets the first answer; tried again" + attempts(channel);
                });
        promises.add(channel.key()
                .map(key -> "messages with the same " + key.expression() + " stay in order, " + channel.shards()
                        + " shards in parallel")
                .orElse("messages have no order"));
        return promises;
    }

    private static String attempts(ChannelSpec channel) {
        return ", at most " + channel.retry().attempts() + " times, then kept in "
                + channel.deadLetter().orElse("the dead letters")
                + (channel.key().isPresent() && channel.retry().park() == Retry.Park.SEQUENCE
                        ? ", and what follows of its key behind it"
                        : "");
    }

    /** The one group of a point-to-point channel. */
    static Optional<String> group(ChannelSpec channel) {
        return channel.kind() == ChannelKind.POINT_TO_POINT ? Optional.of(channel.group()) : Optional.empty();
    }
}
