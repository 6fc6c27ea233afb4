package dev.busway.message;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes one {@link Message}; not safe on several threads. A {@code null} clears an attribute. */
public final class MessageBuilder {
    @Nullable
    MessageId id;

    String source;
    String type;
    long timeMillis;

    @Nullable
    String subject;

    String contentType;

    @Nullable
    String dataSchema;

    @Nullable
    String key;

    @Nullable
    String correlationId;

    @Nullable
    String causationId;

    @Nullable
    String replyTo;

    long deadlineMillis;

    @Nullable
    Trace trace;

    Map<String, String> extensions;
    Payload payload;

    MessageBuilder(String type) {
        this.type = type;
        this.source = Message.DEFAULT_SOURCE;
        this.contentType = Message.JSON;
        this.extensions = Map.of();
        this.payload = Payload.EMPTY;
    }

    MessageBuilder(Message from) {
        this.id = from.id;
        this.source = from.source;
        this.type = from.type;
        this.timeMillis = from.timeMillis;
        this.subject = from.subject;
        this.contentType = from.contentType;
        this.dataSchema = from.dataSchema;
        this.key = from.key;
        this.correlationId = from.correlationId;
        this.causationId = from.causationId;
        this.replyTo = from.replyTo;
        this.deadlineMillis = from.deadlineMillis;
        this.trace = from.trace;
        this.extensions = from.extensions;
        this.payload = from.payload;
    }

    public MessageBuilder id(MessageId id) {
        this.id = id;
        return this;
    }

    public MessageBuilder id(String text) {
        this.id = MessageId.of(text);
        return this;
    }

    public MessageBuilder source(String source) {
        this.source = source;
        return this;
    }

    public MessageBuilder type(String type) {
        this.type = type;
        return this;
    }

    /** Milliseconds since 1970, UTC; 0 means now. */
    public MessageBuilder timeMillis(long timeMillis) {
        this.timeMillis = timeMillis;
        return this;
    }

    public MessageBuilder subject(@Nullable String subject) {
        this.subject = subject;
        return this;
    }

    public MessageBuilder contentType(String contentType) {
        this.contentType = contentType;
        return this;
    }

    public MessageBuilder dataSchema(@Nullable String dataSchema) {
        this.dataSchema = dataSchema;
        return this;
    }

    public MessageBuilder key(@Nullable String key) {
        this.key = key;
        return this;
    }

    public MessageBuilder correlationId(@Nullable String correlationId) {
        this.correlationId = correlationId;
        return this;
    }

    public MessageBuilder causationId(@Nullable String causationId) {
        this.causationId = causationId;
        return this;
    }

    public MessageBuilder replyTo(@Nullable String replyTo) {
        this.replyTo = replyTo;
        return this;
    }

    /** Milliseconds since 1970, UTC; 0 means none. */
    public MessageBuilder deadlineMillis(long deadlineMillis) {
        this.deadlineMillis = deadlineMillis;
        return this;
    }

    public MessageBuilder trace(@Nullable Trace trace) {
        this.trace = trace;
        return this;
    }

    /** All extensions at once; the map is copied. */
    public MessageBuilder extensions(Map<String, String> all) {
        this.extensions = all.isEmpty() ? Map.of() : Map.copyOf(all);
        return this;
    }

    /** One more extension; its name is lower-case letters and digits (CloudEvents 1.0, Attribute Naming Convention). */
    public MessageBuilder extension(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(extensions);
        more.put(name, value);
        this.extensions = Map.copyOf(more);
        return this;
    }

    public MessageBuilder payload(Payload payload) {
        this.payload = payload;
        return this;
    }

    /** A copy of a JSON object as payload. */
    public MessageBuilder payload(JsonObject object) {
        return payload(Payload.of(object));
    }

    public Message build() {
        return new Message(this);
    }
}
