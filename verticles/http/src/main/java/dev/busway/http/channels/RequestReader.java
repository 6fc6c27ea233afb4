package dev.busway.http.channels;

import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.codec.cloudevents.CloudEventException;
import dev.busway.codec.cloudevents.HttpBinding;
import dev.busway.message.Message;
import dev.busway.message.MessageBuilder;
import dev.busway.message.Payload;
import dev.busway.message.Trace;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes one message of one request: a CloudEvent in binary or structured mode, or a bare JSON body whose missing attributes
 * are filled in. Does not read the payload.
 */
final class RequestReader {
    private static final String EVENT = "application/cloudevents";

    private RequestReader() {}

    /** How the type of a bare body is found. */
    interface TypeOf {
        /** The type. @throws ProblemException INVALID where it cannot be found */
        String find(@Nullable String said, Payload payload);
    }

    /** The message. @throws ProblemException INVALID with what is wrong with the headers or the envelope */
    static Message read(MultiMap headers, Payload payload, TypeOf typeOf) {
        String contentType = headers.get(HttpHeaders.CONTENT_TYPE);
        boolean event = headers.contains(RequestHeaders.SPECVERSION)
                || headers.contains(RequestHeaders.ID)
                || (contentType != null && contentType.regionMatches(true, 0, EVENT, 0, EVENT.length()));
        MessageBuilder made = event ? event(headers, payload.bytes()) : bare(headers, contentType, payload, typeOf);
        DueTime.set(headers::get, made);
        return made.build();
    }

    private static MessageBuilder event(MultiMap headers, Buffer body) {
        Message message;
        try {
            message = HttpBinding.read(headers::forEach, body);
        } catch (CloudEventException wrong) {
            throw new ProblemException(
                    Kind.INVALID,
                    "This is no CloudEvent: " + wrong.getMessage() + ".",
                    "Mend the event, or send its bare JSON and the header ce-type only.");
        }
        String key = headers.get(RequestHeaders.IDEMPOTENCY_KEY);
        if (key != null && !IdempotencyKey.of(key).equals(message.id())) {
            throw new ProblemException(
                    Kind.INVALID,
                    "The event's id and the Idempotency-Key differ: both are the id of the message.",
                    "Send one of them, or the same in both.");
        }
        return message.trace().isPresent() ? message.edit() : message.edit().trace(trace(headers));
    }

    private static MessageBuilder bare(MultiMap headers, @Nullable String contentType, Payload payload, TypeOf typeOf) {
        MessageBuilder made = Message.builder(typeOf.find(headers.get(RequestHeaders.TYPE), payload));
        if (contentType != null && !isPlainJson(contentType)) {
            made.contentType(contentType);
        }
        String key = headers.get(RequestHeaders.IDEMPOTENCY_KEY);
        if (key != null) {
            made.id(IdempotencyKey.of(key));
        }
        return made.trace(trace(headers)).payload(payload);
    }

    private static boolean isPlainJson(String contentType) {
        return contentType.regionMatches(true, 0, Message.JSON, 0, Message.JSON.length());
    }

    private static Trace trace(MultiMap headers) {
        Trace given = Trace.parse(headers.get(RequestHeaders.TRACEPARENT));
        return given == null ? Trace.start() : given;
    }
}
