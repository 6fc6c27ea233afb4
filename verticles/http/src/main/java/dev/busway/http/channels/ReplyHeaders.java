package dev.busway.http.channels;

import dev.busway.codec.cloudevents.HttpBinding;
import dev.busway.codec.cloudevents.Rfc3339;
import dev.busway.message.Message;
import dev.busway.message.MessageId;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Objects;

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
        AsciiString source = HeaderTexts.of(reply.source());
        AsciiString type = HeaderTexts.of(reply.type());
        if (source == null || type == null || !common(reply)) {
            return HttpBinding.writeBinary(reply, response::putHeader);
        }
        MultiMap headers = response.headers();
        headers.add(SPECVERSION, VERSION);
        headers.add(ID, ascii(reply.messageId().utf8()));
        headers.add(SOURCE, source);
        headers.add(TYPE, type);
        headers.add(TIME, ascii(Rfc3339.ascii(reply.timeMillis())));
        String key = reply.key().orElse("");
        if (!key.isEmpty()) {
            headers.add(KEY, key);
        }
        MessageId correlation = reply.correlation().orElse(null);
        if (correlation != null) {
            headers.add(CORRELATION, ascii(correlation.utf8()));
        }
        if (!reply.payload().isEmpty()) {
            String contentType = reply.contentType();
            headers.add(HttpHeaders.CONTENT_TYPE, contentType.equals(Message.JSON) ? JSON : contentType);
        }
        return reply.bytes();
    }

    private static boolean common(Message reply) {
        MessageId correlation = reply.correlation().orElse(null);
        return reply.extensions().isEmpty()
                && reply.subject().isEmpty()
                && reply.dataSchema().isEmpty()
                && plain(reply.messageId())
                && HeaderTexts.isPlain(reply.key().orElse(""))
                && (correlation == null || plain(correlation))
                && Objects.equals(reply.causation().orElse(null), correlation);
    }

    private static boolean plain(MessageId id) {
        return id.isUuid() || HeaderTexts.isPlain(id.toString());
    }

    /** Bytes that are ours already, as a header value: text would be encoded once more on its way out. */
    static AsciiString ascii(byte[] bytes) {
        return new AsciiString(bytes, false);
    }
}
