package dev.busway.http.streams;

import io.vertx.core.buffer.Buffer;

/** The text of server-sent events. */
final class Events {
    private Events() {}

    /** One event; a line break in {@code id} would end its field, so it is left out. */
    static Buffer frame(String event, String id, Buffer data) {
        Buffer out = Buffer.buffer(data.length() + id.length() + event.length() + 32);
        if (!id.isEmpty() && id.chars().noneMatch(c -> c == '\n' || c == '\r' || c == 0)) {
            out.appendString("id: ").appendString(id).appendString("\n");
        }
        if (!event.isEmpty()) {
            out.appendString("event: ").appendString(event).appendString("\n");
        }
        return out.appendString("data: ").appendBuffer(data).appendString("\n\n");
    }
}
