package dev.busway.contract.compatibility;

import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import dev.busway.contract.KeyPath;

/** What a channel promises. */
final class ChannelComparison {
    private ChannelComparison() {}

    static void compare(Report report, String pointer, ChannelSpec was, ChannelSpec is) {
        String settings = pointer + "/x-busway";
        report.changed(
                settings + "/kind",
                was.kind(),
                is.kind(),
                ChannelKind::word,
                "the kind",
                Level.MAJOR,
                "messages go to other handlers");
        report.changed(
                pointer + "/servers",
                was.transport(),
                is.transport(),
                word -> word,
                "the transport",
                Level.MAJOR,
                "who uses the broker itself finds nothing");
        boolean weaker = is.delivery().compareTo(was.delivery()) < 0;
        report.changed(
                settings + "/delivery",
                was.delivery(),
                is.delivery(),
                Delivery::word,
                "the delivery",
                weaker ? Level.MAJOR : Level.MINOR,
                weaker ? "what was promised is not any more" : "more is promised");
        order(report, settings, was, is);
        if (was.kind() == ChannelKind.POINT_TO_POINT && is.kind() == ChannelKind.POINT_TO_POINT) {
            report.changed(
                    settings + "/group",
                    was.group(),
                    is.group(),
                    word -> word,
                    "the group",
                    Level.MAJOR,
                    "old and new nodes both get every message, and what waits for the old group is not the new one's");
        }
        report.changed(
                settings + "/interop",
                was.interop(),
                is.interop(),
                ChannelSpec.Interop::word,
                "the form on the event bus",
                Level.MAJOR,
                "plain verticles read another body");
        report.changed(
                settings + "/deadLetter",
                was.deadLetter().orElse("none"),
                is.deadLetter().orElse("none"),
                word -> word,
                "the dead letters' address",
                Level.MINOR,
                "who reads them must look there too");
        report.changed(
                settings + "/retry",
                was.retry(),
                is.retry(),
                retry -> retry.attempts() + " tries",
                "retries",
                Level.COMPATIBLE,
                "the node's own affair");
        report.changed(
                settings + "/maxInFlight",
                was.maxInFlight(),
                is.maxInFlight(),
                String::valueOf,
                "maxInFlight",
                Level.COMPATIBLE,
                "the node's own affair");
    }

    private static void order(Report report, String settings, ChannelSpec was, ChannelSpec is) {
        boolean keyed = was.key().isPresent();
        report.changed(
                settings + "/key",
                was.key().map(KeyPath::expression).orElse("none"),
                is.key().map(KeyPath::expression).orElse("none"),
                word -> word,
                "the key",
                keyed ? Level.MAJOR : Level.MINOR,
                keyed ? "the order that was promised is another" : "messages have an order now");
        report.changed(
                settings + "/shards",
                was.shards(),
                is.shards(),
                String::valueOf,
                "the number of shards",
                keyed ? Level.MAJOR : Level.COMPATIBLE,
                keyed
                        ? "keys move to other shards, past what waits in the old ones"
                        : "nothing hangs on it without a key");
    }
}
