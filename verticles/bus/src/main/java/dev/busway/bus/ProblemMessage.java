package dev.busway.bus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import dev.busway.message.PayloadException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A refusal as a message: on reply channels, as an event-bus reply, in the inbox. Its payload is
 * {@code {kind, code, cause, mend, retryAfterMillis?, faults?: [{pointer, reason}]}}. Safe on any thread; never throws.
 */
public final class ProblemMessage {
    /** The CloudEvents type of a refusal. */
    public static final String TYPE = "busway.problem";

    private ProblemMessage() {}

    /** Whether this message is a refusal. */
    public static boolean is(Message message) {
        return TYPE.equals(message.type());
    }

    /** A refusal that answers nothing in particular. */
    public static Message encode(Problem problem) {
        return Message.of(TYPE, payload(problem));
    }

    /** A refusal as the answer to a message: correlated to it, with its key, in its trace. */
    public static Message encode(Message about, Problem problem) {
        return about.reply(TYPE, payload(problem));
    }

    /** The problem in a message; {@link Problem.Kind#BROKEN} when the message is not one that this version can read. */
    public static Problem decode(Message message) {
        try {
            return problem(message.tree());
        } catch (PayloadException | IllegalArgumentException unreadable) {
            return Problem.of(Problem.Kind.BROKEN, "A refusal came that cannot be read: " + unreadable.getMessage());
        }
    }

    private static Payload payload(Problem problem) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("kind", problem.kind().name());
        out.put("code", problem.kind().code());
        out.put("cause", problem.cause());
        out.put("mend", problem.mend());
        Duration wait = problem.retryAfter();
        if (wait != null) {
            out.put("retryAfterMillis", wait.toMillis());
        }
        if (!problem.faults().isEmpty()) {
            ArrayNode faults = out.putArray("faults");
            for (Problem.Fault fault : problem.faults()) {
                faults.addObject().put("pointer", fault.pointer()).put("reason", fault.reason());
            }
        }
        return Payload.of(out);
    }

    private static Problem problem(JsonNode in) {
        List<Problem.Fault> faults = new ArrayList<>();
        for (JsonNode fault : in.path("faults")) {
            faults.add(new Problem.Fault(
                    fault.path("pointer").asText(), fault.path("reason").asText()));
        }
        JsonNode wait = in.path("retryAfterMillis");
        return new Problem(
                Problem.Kind.valueOf(in.path("kind").asText()),
                in.path("cause").asText(),
                in.path("mend").asText(),
                wait.canConvertToLong() && wait.isNumber() ? Duration.ofMillis(wait.asLong()) : null,
                List.copyOf(faults));
    }
}
