package dev.busway.http.channels;

import dev.busway.codec.cloudevents.HttpBinding;
import dev.busway.codec.cloudevents.Rfc3339;
import dev.busway.message.Message;
import dev.busway.message.MessageId;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * A reply in binary mode, the common case without detours: names are made once, and nothing is said twice. A trace is the
 * header {@code traceparent} already; deadline and reply channel mean nothing to who has the answer. What needs encoding, or has
 * attributes beyond the common ones, goes the whole way of {@link HttpBinding}.
 */
final class ReplyHeaders {
    private static final CharSequence SPECVERSION = HttpHeaders.createOptimized("ce-specversion");
    private static final CharSequence VERSION = HttpHeaders.createOptimized("1.0");
    private static final CharSequence ID = HttpHeaders.createOptimized("ce-id");
    private static final CharSequence SOURCE = HttpHeaders.createOptimized("ce-source");
    private static final CharSequence TYPE = HttpHeaders.createOptimized("ce-type");
    private static final CharSequence TIME = HttpHeaders.createOptimized("ce-time");
    private static final CharSequence KEY = HttpHeaders.createOptimized("ce-partitionkey");
    private static final CharSequence CORRELATION = HttpHeaders.createOptimized("ce-correlationid");
    private static final CharSequence JSON = HttpHeaders.createOptimized(Message.JSON);

    private ReplyHeaders() {}

    /** Sets the headers; the answer is the body. */
    static Buffer write(Message reply, HttpServerResponse response) {
        if (!common(reply)) {
            return HttpBinding.writeBinary(reply, response::putHeader);
        }
        MultiMap headers = response.headers();
        headers.add(SPECVERSION, VERSION);
        headers.add(ID, reply.id());
        headers.add(SOURCE, reply.source());
        headers.add(TYPE, reply.type());
        headers.add(TIME, Rfc3339.format(reply.timeMillis()));
        reply.key().filter(key -> !key.isEmpty()).ifPresent(key -> headers.add(KEY, key));
        reply.correlation().ifPresent(id -> headers.add(CORRELATION, id.toString()));
        if (!reply.payload().isEmpty()) {
            String type = reply.contentType();
            headers.add(HttpHeaders.CONTENT_TYPE, type.equals(Message.JSON) ? JSON : type);
        }
        return reply.bytes();
    }

    private static boolean common(Message reply) {
        return reply.extensions().isEmpty()
                && reply.subject().isEmpty()
                && reply.dataSchema().isEmpty()
                && plain(reply.messageId())
                && plain(reply.source())
                && plain(reply.type())
                && reply.key().map(ReplyHeaders::plain).orElse(true)
                && reply.correlation().map(ReplyHeaders::plain).orElse(true)
                && reply.causation().equals(reply.correlation());
    }

    private static boolean plain(MessageId id) {
        return id.isUuid() || plain(id.toString());
    }

    /** Whether the HTTP binding writes this text as it is. */
    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~' || c == '"' || c == '%') {
                return false;
            }
        }
        return true;
    }
}
