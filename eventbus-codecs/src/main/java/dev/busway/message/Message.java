package dev.busway.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One CloudEvents 1.0 event with our extensions and a payload.
 *
 * <p>Immutable and safe on any thread: inside one JVM a message is passed, never copied. Final, because the event bus finds
 * the codec by the exact class.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents 1.0.2</a>
 */
public final class Message {
    /** What {@code datacontenttype} means when a message does not say it. */
    public static final String JSON = "application/json";

    /** The {@code source} of a message whose sender names none. */
    public static final String DEFAULT_SOURCE = "/busway";

    final MessageId id;
    final String source;
    final String type;
    final long timeMillis;
    final @Nullable String subject;
    final String contentType;
    final @Nullable String dataSchema;
    final @Nullable String key;
    final @Nullable MessageId correlation;
    final @Nullable MessageId causation;
    final @Nullable String replyTo;
    final long deadlineMillis;
    final long deliverAtMillis;
    final @Nullable Trace trace;
    final Map<String, String> extensions;
    final Payload payload;

    Message(MessageBuilder from) {
        this.timeMillis = from.timeMillis == MessageBuilder.NOW ? System.currentTimeMillis() : from.timeMillis;
        this.id = from.id == null ? MessageId.next(timeMillis) : from.id;
        this.source = from.source;
        this.type = from.type;
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
        this.extensions =
                from.extensions.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(from.extensions));
        this.payload = from.payload;
    }

    private Message(Message from, @Nullable Trace trace, long deadlineMillis) {
        this.timeMillis = from.timeMillis;
        this.id = from.id;
        this.source = from.source;
        this.type = from.type;
        this.subject = from.subject;
        this.contentType = from.contentType;
        this.dataSchema = from.dataSchema;
        this.key = from.key;
        this.correlation = from.correlation;
        this.causation = from.causation;
        this.replyTo = from.replyTo;
        this.deadlineMillis = deadlineMillis;
        this.deliverAtMillis = from.deliverAtMillis;
        this.trace = trace;
        this.extensions = from.extensions;
        this.payload = from.payload;
    }

    /** A new message with a new id, made now. */
    public static Message of(String type, Payload payload) {
        return builder(type).payload(payload).build();
    }

    /** A new message with a JSON payload from anything that Jackson can write. */
    public static Message of(String type, Object value) {
        return of(type, Payload.ofValue(value));
    }

    public static MessageBuilder builder(String type) {
        return new MessageBuilder(type);
    }

    /** A builder that starts as this message: everything, its id too, stays unless changed. */
    public MessageBuilder edit() {
        return new MessageBuilder(this);
    }

    /** The same message in this span: what every hop does, so it checks nothing again. */
    public Message traced(Trace span) {
        return new Message(this, span, deadlineMillis);
    }

    /**
     * The same message with this deadline: what every call does, so it checks nothing again.
     *
     * @param millis milliseconds since 1970, UTC, in the years 1970 to 9999; 0 means none
     */
    public Message until(long millis) {
        return new Message(this, trace, millis);
    }

    public MessageId messageId() {
        return id;
    }

    public String id() {
        return id.toString();
    }

    public String source() {
        return source;
    }

    public String type() {
        return type;
    }

    /** When the message was made: milliseconds since 1970, UTC. */
    public long timeMillis() {
        return timeMillis;
    }

    public Optional<String> subject() {
        return Optional.ofNullable(subject);
    }

    /** Its media type; {@value #JSON} unless said otherwise. */
    public String contentType() {
        return contentType;
    }

    public Optional<String> dataSchema() {
        return Optional.ofNullable(dataSchema);
    }

    /** What its order hangs on ({@code partitionkey}); messages with no key have no order. */
    public Optional<String> key() {
        return Optional.ofNullable(key);
    }

    /** The id of the request that this message answers. */
    public Optional<String> correlationId() {
        return correlation().map(MessageId::toString);
    }

    /** As {@link #correlationId}, with no text made. */
    public Optional<MessageId> correlation() {
        return Optional.ofNullable(correlation);
    }

    /** The id of the message whose handling made this one. */
    public Optional<String> causationId() {
        return causation().map(MessageId::toString);
    }

    /** As {@link #causationId}, with no text made. */
    public Optional<MessageId> causation() {
        return Optional.ofNullable(causation);
    }

    /** The channel that takes the answer. */
    public Optional<String> replyTo() {
        return Optional.ofNullable(replyTo);
    }

    /** After this nobody waits for it any more: milliseconds since 1970, UTC; 0 when there is no deadline. */
    public long deadlineMillis() {
        return deadlineMillis;
    }

    /** Not to be handled before: milliseconds since 1970, UTC; 0 or a time that has passed: at once. */
    public long deliverAtMillis() {
        return deliverAtMillis;
    }

    public Optional<Trace> trace() {
        return Optional.ofNullable(trace);
    }

    /** Attributes beyond those above, by their lower-case names, in the order of the names. */
    public Map<String, String> extensions() {
        return extensions;
    }

    public Payload payload() {
        return payload;
    }

    /** The payload as a JSON object of the caller's own. @throws PayloadException if it is not one */
    public JsonObject json() {
        return payload.json();
    }

    /** The payload as a JSON tree, for reading only. @throws PayloadException if it is not JSON */
    public JsonNode tree() {
        return payload.tree();
    }

    /** The payload as one of the caller's types. @throws PayloadException if it does not fit */
    public <T> T as(Class<T> wanted) {
        return payload.as(wanted);
    }

    /** The payload's bytes, for reading only. */
    public Buffer bytes() {
        return payload.bytes();
    }

    /** The answer to this message: correlated to it, with its key, in its trace. */
    public Message reply(String replyType, Payload answer) {
        return builder(replyType)
                .correlation(id)
                .causation(id)
                .key(key)
                .trace(trace)
                .payload(answer)
                .build();
    }

    /** The answer to this message from anything that Jackson can write; its type is this one's with {@code .reply}. */
    public Message reply(Object value) {
        return reply(type + ".reply", value instanceof Payload given ? given : Payload.ofValue(value));
    }

    /** The same message, to be answered or given up within {@code wait} from now; a nearer deadline stays. */
    public Message within(Duration wait) {
        long wanted = System.currentTimeMillis() + wait.toMillis();
        return deadlineMillis != 0 && deadlineMillis <= wanted
                ? this
                : edit().deadlineMillis(wanted).build();
    }

    /** Id and type only: payloads never go to a log. */
    @Override
    public String toString() {
        return type + " " + id;
    }
}
