package dev.busway.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The data of server-sent events, line by line.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">the format</a>
 */
final class EventLines {
    private static final String DATA = "data:";

    private final StringBuilder data = new StringBuilder();

    /** Takes one line; gives the data of an event when the line ends one. */
    Optional<String> line(String line) {
        if (line.startsWith(DATA)) {
            String value = line.substring(DATA.length());
            data.append(data.isEmpty() ? "" : "\n").append(value.startsWith(" ") ? value.substring(1) : value);
            return Optional.empty();
        }
        if (!line.isEmpty() || data.isEmpty()) {
            return Optional.empty();
        }
        String event = data.toString();
        data.setLength(0);
        return Optional.of(event);
    }

    /** A CloudEvent as {@code time type id payload}; anything else as it is. */
    static String forPeople(String event) {
        JsonNode read = Json.payload(event.getBytes(StandardCharsets.UTF_8));
        if (!read.has("type")) {
            return event;
        }
        return String.join(
                " ",
                read.path("time").asText(),
                read.path("type").asText(),
                read.path("id").asText(),
                read.path("data").toString());
    }
}
