package dev.busway.orders;

import dev.busway.message.Message;
import dev.busway.message.MessageBuilder;
import dev.busway.message.Payload;
import dev.busway.message.Trace;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Messages that follow from another one: of the same order, caused by it, in its trace. */
final class Followup {
    private Followup() {}

    static MessageBuilder of(Message cause, String type, String orderId, JsonObject payload) {
        @Nullable Trace trace = cause.trace().orElse(null);
        return Message.builder(type)
                .key(orderId)
                .causationId(cause.id())
                .trace(trace)
                .payload(Payload.of(payload.put("orderId", orderId)));
    }

    /**
     * As {@link #of}, with an id that follows from the cause's: made twice, it is the same message. For handlers with no
     * transaction, which may run again.
     */
    static Message repeatable(Message cause, String type, String orderId, JsonObject payload) {
        UUID id = UUID.nameUUIDFromBytes((cause.id() + " " + orderId).getBytes(StandardCharsets.UTF_8));
        return of(cause, type, orderId, payload).id(id.toString()).build();
    }
}
