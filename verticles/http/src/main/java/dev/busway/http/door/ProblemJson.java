package dev.busway.http.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.busway.bus.Problem;
import dev.busway.message.Payload;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Locale;

/**
 * A problem in the words of HTTP.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public final class ProblemJson {
    public static final String CONTENT_TYPE = "application/problem+json";
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
    private static final String TYPE = "urn:busway:problem:";

    private ProblemJson() {}

    /**
     * The problem as JSON, as strangers may read it.
     *
     * @param status its HTTP status
     * @param instance which message or resource it is about
     */
    public static ObjectNode of(Problem known, int status, String instance) {
        Problem problem = known.outward();
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("type", TYPE + problem.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        out.put("title", title(problem.kind()));
        out.put("status", status);
        out.put("detail", problem.cause());
        out.put("code", problem.kind().code());
        out.put("mend", problem.mend());
        if (!instance.isEmpty()) {
            out.put("instance", instance);
        }
        Duration wait = problem.retryAfter();
        if (wait != null) {
            out.put("retryAfterMillis", wait.toMillis());
        }
        if (!problem.faults().isEmpty()) {
            ArrayNode errors = out.putArray("errors");
            for (Problem.Fault fault : problem.faults()) {
                errors.addObject().put("pointer", fault.pointer()).put("reason", fault.reason());
            }
        }
        return out;
    }

    /** Answers with a problem; 429 and 503 say when to come again. */
    public static void send(HttpServerResponse response, int status, Problem problem, String instance) {
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE);
        if (status == 429 || status == 503) {
            response.putHeader(RETRY_AFTER, Long.toString(Math.max(1, retryAfterSeconds(problem))));
        }
        response.end(Payload.of(of(problem, status, instance)).bytes());
    }

    private static String title(Problem.Kind kind) {
        return switch (kind) {
            case INVALID -> "The request is not what the contract asks for";
            case UNAUTHENTICATED -> "Nobody knows who you are";
            case FORBIDDEN -> "You may not do this";
            case UNKNOWN_CHANNEL -> "No channel has this name";
            case NOT_FOUND -> "Nothing has this name";
            case NO_HANDLER -> "Nobody takes this channel's messages now";
            case CONFLICT -> "The same id came before with another content";
            case TOO_LARGE -> "The message is too large";
            case BUSY -> "A limit is reached";
            case CIRCUIT_OPEN -> "Too many calls failed lately";
            case TIMEOUT -> "No answer in time";
            case BROKEN -> "The handler failed";
        };
    }

    /** Seconds until the same message is worth sending again; 0 where that is never, or not said and not known. */
    private static long retryAfterSeconds(Problem problem) {
        Duration wait = problem.retryAfter();
        if (wait != null) {
            return Math.max(1, (wait.toMillis() + 999) / 1000);
        }
        return switch (problem.kind()) {
            case BUSY, NO_HANDLER -> 1;
            case CIRCUIT_OPEN -> 5;
            default -> 0;
        };
    }
}
