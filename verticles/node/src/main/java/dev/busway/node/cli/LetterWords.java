package dev.busway.node.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which dead letters a verb means: those that fit everything that is given. */
final class LetterWords {
    @Option(names = "--channel", description = "Where they were to be handled.")
    private Optional<String> channel = Optional.empty();

    @Option(names = "--group", description = "The group that could not.")
    private Optional<String> group = Optional.empty();

    @Option(names = "--key", description = "The key of the messages.")
    private Optional<String> key = Optional.empty();

    @Option(names = "--reason", description = "A part of the reason.")
    private Optional<String> reason = Optional.empty();

    @Option(names = "--id", description = "Id of a letter; may be given again.")
    private List<String> ids = new ArrayList<>();

    boolean isEmpty() {
        return ids.isEmpty() && filters().isEmpty();
    }

    /** As a query, each word with an ampersand behind it. */
    String query() {
        StringBuilder query = new StringBuilder();
        filters()
                .forEach((name, value) ->
                        query.append(name).append('=').append(escaped(value)).append('&'));
        ids.forEach(id -> query.append("id=").append(escaped(id)).append('&'));
        return query.toString();
    }

    ObjectNode body() {
        ObjectNode body = Json.object();
        filters().forEach(body::put);
        if (!ids.isEmpty()) {
            ArrayNode all = body.putArray("ids");
            ids.forEach(all::add);
        }
        return body;
    }

    static String escaped(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Map<String, String> filters() {
        Map<String, String> filters = new LinkedHashMap<>();
        channel.ifPresent(value -> filters.put("channel", value));
        group.ifPresent(value -> filters.put("group", value));
        key.ifPresent(value -> filters.put("key", value));
        reason.ifPresent(value -> filters.put("reason", value));
        return filters;
    }
}
