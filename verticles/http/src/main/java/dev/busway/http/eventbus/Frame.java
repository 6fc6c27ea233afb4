package dev.busway.http.eventbus;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.message.Payload;
import dev.busway.message.PayloadException;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One frame of a client: {@code {type, address, replyAddress?, headers?, body?}}.
 *
 * @param type {@code send}, {@code publish}, {@code register}, {@code unregister} or {@code ping}
 * @param address a channel's address, or {@code operations/{id}}; empty for a ping
 * @param replyAddress made up by a client that waits for an answer; empty where it does not
 * @param headers of the message
 * @param body any JSON value
 */
record Frame(String type, String address, String replyAddress, JsonNode headers, JsonNode body) {
    /** The longest address and reply address, in characters. */
    static final int MAX_ADDRESS_CHARS = 512;

    /** Reads a frame. @throws ProblemException INVALID or TOO_LARGE */
    static Frame read(Buffer bytes, int mostBytes) {
        if (bytes.length() > mostBytes) {
            throw new ProblemException(
                    Kind.TOO_LARGE,
                    "The frame is longer than the " + mostBytes + " bytes that this node takes.",
                    "Send less at once, or ask for a higher http.sockets.frameBytes.");
        }
        JsonNode frame;
        try {
            frame = Payload.of(bytes).tree();
        } catch (PayloadException malformed) {
            throw invalid("The frame is " + malformed.getMessage() + ".");
        }
        if (!frame.isObject()) {
            throw invalid("The frame is not a JSON object.");
        }
        return new Frame(
                text(frame, "type"),
                text(frame, "address"),
                text(frame, "replyAddress"),
                frame.path("headers"),
                frame.path("body"));
    }

    /** A header of the message, whatever the case of its name. */
    @Nullable
    String header(String lowerCaseName) {
        var names = headers.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (name.equalsIgnoreCase(lowerCaseName)) {
                return headers.path(name).asText();
            }
        }
        return null;
    }

    /** Where an answer to this frame goes: to who waits for it, else to who listens there. */
    String answerAddress() {
        return replyAddress.isEmpty() ? address : replyAddress;
    }

    private static String text(JsonNode frame, String field) {
        JsonNode value = frame.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isTextual() || value.textValue().length() > MAX_ADDRESS_CHARS) {
            throw invalid("The frame's " + field + " is not text of at most " + MAX_ADDRESS_CHARS + " characters.");
        }
        return value.textValue();
    }

    private static ProblemException invalid(String cause) {
        return new ProblemException(
                Kind.INVALID, cause, "Send {\"type\":\"send\",\"address\":...,\"headers\":{},\"body\":...}.");
    }
}
