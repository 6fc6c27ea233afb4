package dev.busway.message;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes one {@link Message}; not safe on several threads. A {@code null} clears an attribute. */
public final class MessageBuilder {
    /** Stands for a time that nobody set. */
    static final long NOW = Long.MIN_VALUE;

    @Nullable
    MessageId id;

    String source;
    String type;
    long timeMillis = NOW;

    @Nullable
    String subject;

    String contentType;

    @Nullable
    String dataSchema;

    @Nullable
    String key;

    @Nullable
    MessageId correlation;

    @Nullable
    MessageId causation;

    @Nullable
    String replyTo;

    long deadlineMillis;
    long deliverAtMillis;

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
        this.correlation = from.correlation;
        this.causation = from.causation;
        this.replyTo = from.replyTo;
        this.deadlineMillis = from.deadlineMillis;
        this.deliverAtMillis = from.deliverAtMillis;
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

    /** Milliseconds since 1970, UTC, in the years 0 to 9999; unless set, the time of {@link #build}. */
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
        return correlation(correlationId == null ? null : MessageId.of(correlationId));
    }

    /** As {@link #correlationId}, with no text made. */
    public MessageBuilder correlation(@Nullable MessageId correlation) {
        this.correlation = correlation;
        return this;
    }

    public MessageBuilder causationId(@Nullable String causationId) {
        return causation(causationId == null ? null : MessageId.of(causationId));
    }

    /** As {@link #causationId}, with no text made. */
    public MessageBuilder causation(@Nullable MessageId causation) {
        this.causation = causation;
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

    /**
     * Not to be handled before this: the message is kept in the database until then, on channels whose delivery is durable. A time
     * that has passed means at once.
     */
    public MessageBuilder deliverAt(Instant due) {
        return deliverAtMillis(due.toEpochMilli());
    }

    /** As {@link #deliverAt}, so long from now. */
    public MessageBuilder delay(Duration delay) {
        return deliverAtMillis(Math.addExact(System.currentTimeMillis(), delay.toMillis()));
    }

    /** As {@link #deliverAt}: milliseconds since 1970, UTC; 0 means at once. */
    public MessageBuilder deliverAtMillis(long deliverAtMillis) {
        this.deliverAtMillis = deliverAtMillis;
        return this;
    }

    public MessageBuilder trace(@Nullable Trace trace) {
        this.trace = trace;
        return this;
    }

    /** All extensions at once; the map is copied. */
    public MessageBuilder extensions(Map<String, String> all) {
        this.extensions = Map.of();
        all.forEach(this::extension);
        return this;
    }

    /**
     * One more extension.
     *
     * @param name lower-case letters and digits (CloudEvents 1.0.2 §3.1), at most {@value AttributeLimits#MAX_NAME_CHARS}
     *     characters, not the name of an attribute that has a method here
     */
    public MessageBuilder extension(String name, String value) {
        AttributeLimits.checkName(name);
        Objects.requireNonNull(value, name);
        if (!(extensions instanceof TreeMap)) {
            extensions = new TreeMap<>(extensions);
        }
        extensions.put(name, value);
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

    /**
     * The message; the builder may go on.
     *
     * @throws IllegalArgumentException if an attribute that must be there is empty, or one is beyond {@link AttributeLimits}
     */
    public Message build() {
        AttributeLimits.check(this);
        return new Message(this);
    }
}
