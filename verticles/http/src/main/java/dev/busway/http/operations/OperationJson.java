package dev.busway.http.operations;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.bus.store.Operation;
import dev.busway.codec.cloudevents.JsonEvent;
import dev.busway.http.door.ProblemJson;
import dev.busway.message.Payload;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * An operation as JSON: {@code {id, channel, state, created, updated, due?, reply?, problem?}}. {@code state} is
 * {@code scheduled}, {@code accepted}, {@code working}, {@code finished} or {@code refused}; {@code due} says when a scheduled one
 * goes; {@code reply} is a CloudEvent in its JSON format, {@code problem} a problem of RFC 9457.
 */
public final class OperationJson {
    private static final String PATH = "/operations/";

    private OperationJson() {}

    public static ObjectNode of(Operation operation) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("id", operation.id());
        out.put("channel", operation.channel());
        out.put("state", state(operation));
        out.put("created", operation.created().toString());
        out.put("updated", operation.updated().toString());
        operation.due().ifPresent(due -> out.put("due", due.toString()));
        operation
                .reply()
                .ifPresent(reply ->
                        out.set("reply", Payload.of(JsonEvent.write(reply)).tree()));
        operation
                .problem()
                .ifPresent(problem -> out.set(
                        "problem", ProblemJson.of(problem, problem.kind().httpStatus(), path(operation.id()))));
        return out;
    }

    public static String state(Operation operation) {
        return operation.state().name().toLowerCase(Locale.ROOT);
    }

    /** Where the operation with this id is read. */
    public static String path(String id) {
        return PATH + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
