package dev.busway.http.streams;

import dev.busway.codec.cloudevents.JsonEvent;
import dev.busway.message.Message;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One message on its way to many clients: each form of it is made once, for all of them. Safe on any thread. */
public final class Copy {
    private final Message message;
    private volatile @Nullable Buffer event;
    private volatile @Nullable String frame;

    Copy(Message message) {
        this.message = message;
    }

    public Message message() {
        return message;
    }

    /** As a server-sent event: {@code id} is the message's, {@code data} the CloudEvent as JSON, in one line. */
    Buffer event() {
        Buffer made = event;
        if (made == null) {
            made = Events.frame("", message.id(), oneLine(JsonEvent.write(message)));
            event = made;
        }
        return made;
    }

    /** As a frame of another protocol, which must always be the same one. */
    public String frame(Function<Message, String> maker) {
        String made = frame;
        if (made == null) {
            made = maker.apply(message);
            frame = made;
        }
        return made;
    }

    /** JSON may hold line breaks between tokens, where a space means the same; inside strings it cannot. */
    private static Buffer oneLine(Buffer json) {
        byte[] bytes = json.getBytes();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                bytes[i] = ' ';
            }
        }
        return Buffer.buffer(bytes);
    }
}
