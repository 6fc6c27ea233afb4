package dev.busway.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which transport carries a channel: told by the {@code protocol} of its servers. */
final class Transports {
    static final String VERTX = "vertx";
    static final String KAFKA = "kafka";
    static final String AMQP = "amqp";

    private static final Map<String, String> BY_PROTOCOL = Map.of(
            "vertx",
            VERTX,
            "kafka",
            KAFKA,
            "kafka-secure",
            KAFKA,
            "amqp",
            "rabbitmq",
            "amqps",
            "rabbitmq",
            "amqp1",
            AMQP);

    /** What a gateway does: nothing to carry between processes. */
    private static final Set<String> DOORS = Set.of("http", "https", "ws", "wss");

    private Transports() {}

    /** The first of the channel's servers (the document's, if it names none) whose protocol has a transport; else the event bus. */
    static String of(Part channel, Part servers) {
        List<Part> named = channel.child("servers").elements();
        List<Part> candidates = named.isEmpty() ? servers.children() : named;
        List<String> found = new ArrayList<>();
        for (Part server : candidates) {
            String protocol = server.text("protocol").orElse(VERTX).toLowerCase(Locale.ROOT);
            String transport = BY_PROTOCOL.get(protocol);
            if (transport == null) {
                channel.reading().note(sentence(protocol));
            } else if (!found.contains(transport)) {
                found.add(transport);
            }
        }
        if (found.size() > 1) {
            channel.reading()
                    .note(path(channel) + " has servers of " + String.join(" and ", found) + "; it is carried by "
                            + found.get(0) + " only.");
        }
        return found.isEmpty() ? VERTX : found.get(0);
    }

    private static String sentence(String protocol) {
        return DOORS.contains(protocol)
                ? "The protocol " + protocol
                        + " is a door here, not a transport: channels of such servers are carried by the event bus"
                        + " and reached by the node's own HTTP and WebSocket doors."
                : "The protocol " + protocol
                        + " has no transport here: channels of such servers are carried by the event bus.";
    }

    static String path(Part part) {
        return part.pointer().substring(1).replace('/', '.').replace("~1", "/");
    }
}
