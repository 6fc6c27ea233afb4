package dev.busway.contract;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The ways by which a channel is reached from outside. */
final class Doors {
    private Doors() {}

    static List<String> of(ChannelSpec channel, Contract contract) {
        String segment =
                URLEncoder.encode(channel.address(), StandardCharsets.UTF_8).replace("+", "%20");
        List<String> doors = new ArrayList<>();
        for (OperationSpec operation : contract.operationsOn(channel.address())) {
            operation.http().ifPresent(route -> doors.add(route.method() + " " + route.path()));
        }
        doors.add("POST /channels/" + segment);
        if (channel.kind() == ChannelKind.PUBLISH_SUBSCRIBE) {
            doors.add("GET /channels/" + segment + "/stream (SSE)");
        }
        doors.add("SockJS /eventbus, address " + channel.address());
        switch (channel.transport()) {
            case "vertx" -> doors.add("event bus, address " + channel.address());
            case "kafka" -> doors.add("Kafka topic " + channel.address() + " (CloudEvents)");
            default -> doors.add(channel.transport() + " queue " + channel.address() + " (CloudEvents)");
        }
        return doors;
    }
}
