package dev.busway.http.channels;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.busway.message.Bytes;
import dev.busway.message.MessageId;
import dev.busway.message.Payload;
import io.vertx.core.buffer.Buffer;

/** The answer to a message that one channel has taken, {@code {"id":…,"channel":…}}: but for the id it is made once. */
final class Taken {
    private static final byte[] BEFORE = "{\"id\":\"".getBytes(UTF_8);

    private final byte[] after;

    Taken(String channel) {
        this.after = ("\",\"channel\":" + Payload.of(TextNode.valueOf(channel)).bytes() + "}").getBytes(UTF_8);
    }

    /** The answer about a message of this id, which is a UUID. */
    Buffer body(MessageId id) {
        byte[] text = id.utf8();
        byte[] body = new byte[BEFORE.length + text.length + after.length];
        System.arraycopy(BEFORE, 0, body, 0, BEFORE.length);
        System.arraycopy(text, 0, body, BEFORE.length, text.length);
        System.arraycopy(after, 0, body, BEFORE.length + text.length, after.length);
        return Bytes.wrap(body);
    }
}
