package dev.busway.http.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.deadletter.DeadLetterDesk;
import dev.busway.bus.deadletter.LetterFilter;
import dev.busway.message.Payload;
import dev.busway.message.PayloadException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads which letters a request means, from its query or its body; a word that nobody knows is refused, never passed over. */
final class LetterQuery {
    private static final Set<String> FILTERS = Set.of("channel", "group", "key", "reason");
    private static final int USUAL_LIMIT = 50;

    private LetterQuery() {}

    /**
     * {@code ?channel=&group=&key=&reason=&id=}, {@code id} as often as one likes.
     *
     * @param besides other words that are allowed
     */
    static LetterFilter of(MultiMap query, Set<String> besides) {
        for (String name : query.names()) {
            if (!FILTERS.contains(name) && !name.equals("id") && !besides.contains(name)) {
                throw unknown(name);
            }
        }
        return new LetterFilter(
                Set.copyOf(query.getAll("id")),
                text(query, "channel"),
                text(query, "group"),
                text(query, "key"),
                text(query, "reason"));
    }

    /** {@code {ids?: [], channel?, group?, key?, reason?, dryRun?}}; something must be said. */
    static LetterFilter of(JsonNode body) {
        Set<String> ids = new LinkedHashSet<>();
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            JsonNode value = body.path(name);
            boolean right = name.equals("ids")
                    ? value.isArray()
                    : name.equals("dryRun") ? value.isBoolean() : FILTERS.contains(name) && value.isTextual();
            if (!right) {
                throw unknown(name);
            }
        }
        body.path("ids").forEach(id -> ids.add(id.asText()));
        return something(new LetterFilter(
                Set.copyOf(ids), text(body, "channel"), text(body, "group"), text(body, "key"), text(body, "reason")));
    }

    /** Everything at once is too easily said by leaving something out. */
    static LetterFilter something(LetterFilter filter) {
        if (filter.equals(LetterFilter.ANY)) {
            throw refused("No letters are named.", "Name ids, channel, group, key or reason.");
        }
        return filter;
    }

    static JsonNode json(Buffer body) {
        try {
            JsonNode tree = Payload.of(body).tree();
            if (tree.isObject()) {
                return tree;
            }
        } catch (PayloadException noJson) {
            // Told below.
        }
        throw refused("The body is no JSON object.", "Send one, like {\"channel\":\"orders\",\"dryRun\":true}.");
    }

    static int limit(MultiMap query) {
        String text = query.get("limit");
        try {
            int limit = text == null ? USUAL_LIMIT : Integer.parseInt(text);
            if (limit >= 1 && limit <= DeadLetterDesk.MOST_LISTED) {
                return limit;
            }
        } catch (NumberFormatException noNumber) {
            // Told below.
        }
        throw refused("limit must be 1 to " + DeadLetterDesk.MOST_LISTED + ", was " + text + ".", "Mend it.");
    }

    static Optional<String> text(MultiMap query, String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    private static Optional<String> text(JsonNode body, String name) {
        return Optional.of(body.path(name).asText("")).filter(value -> !value.isEmpty());
    }

    private static ProblemException unknown(String name) {
        return refused(
                "Nobody knows what " + name + " means here.",
                "Use " + String.join(", ", List.of("channel", "group", "key", "reason"))
                        + ", id (ids with a list in a body), limit, after, dryRun.");
    }

    private static ProblemException refused(String cause, String mend) {
        return new ProblemException(Problem.of(Kind.INVALID, cause, mend));
    }
}
