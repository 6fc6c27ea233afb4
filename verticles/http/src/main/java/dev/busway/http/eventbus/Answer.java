package dev.busway.http.eventbus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.bus.Problem;
import dev.busway.http.door.ProblemJson;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import dev.busway.message.PayloadException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The frames that a client gets: {@code rec} with a message, {@code err} with a problem. */
final class Answer {
    private Answer() {}

    /** A message; its attributes are headers with the names that HTTP gives them. */
    static String message(String address, Message message) {
        ObjectNode frame = rec(address);
        ObjectNode headers = frame.putObject("headers");
        headers.put("ce-id", message.id());
        headers.put("ce-type", message.type());
        headers.put("ce-source", message.source());
        message.key().ifPresent(key -> headers.put("ce-partitionkey", key));
        message.correlationId().ifPresent(id -> headers.put("ce-correlationid", id));
        message.trace().ifPresent(trace -> headers.put("traceparent", trace.toString()));
        headers.put("content-type", message.contentType());
        frame.set("body", body(message.payload()));
        return text(frame);
    }

    /** Any JSON value. */
    static String value(String address, JsonNode body) {
        ObjectNode frame = rec(address);
        frame.putObject("headers");
        frame.set("body", body);
        return text(frame);
    }

    /**
     * A refusal, in the words of the stock client and, beside them, as a problem of RFC 9457.
     *
     * @param address of who waits for the answer; empty where nobody is known to
     */
    static String problem(String address, Problem known) {
        Problem problem = known.outward();
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("type", "err");
        if (!address.isEmpty()) {
            frame.put("address", address);
        }
        frame.put("failureCode", problem.kind().busCode());
        frame.put("failureType", failureType(problem.kind()));
        frame.put("message", problem.mend().isEmpty() ? problem.cause() : problem.cause() + " " + problem.mend());
        frame.set("problem", ProblemJson.of(problem, problem.kind().httpStatus(), ""));
        return text(frame);
    }

    /** The names of Vert.x's ReplyFailure. */
    private static String failureType(Problem.Kind kind) {
        return switch (kind) {
            case TIMEOUT -> "TIMEOUT";
            case NO_HANDLER -> "NO_HANDLERS";
            default -> "RECIPIENT_FAILURE";
        };
    }

    private static ObjectNode rec(String address) {
        return JsonNodeFactory.instance.objectNode().put("type", "rec").put("address", address);
    }

    /** JSON as it is; anything else in base 64. */
    private static JsonNode body(Payload payload) {
        if (payload.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        try {
            return payload.tree();
        } catch (PayloadException noJson) {
            return JsonNodeFactory.instance.textNode(
                    Base64.getEncoder().encodeToString(payload.bytes().getBytes()));
        }
    }

    private static String text(ObjectNode frame) {
        return Payload.of(frame).bytes().toString(StandardCharsets.UTF_8);
    }
}
