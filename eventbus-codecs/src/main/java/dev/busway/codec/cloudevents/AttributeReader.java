package dev.busway.codec.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.busway.message.Message;
import dev.busway.message.MessageBuilder;
import dev.busway.message.MessageId;
import dev.busway.message.Payload;
import dev.busway.message.Trace;
import java.util.Set;

/** Takes context attributes one by one, as text of their canonical form, checks each, and makes the message. */
final class AttributeReader {
    private static final String VERSION = "1.0";
    private static final Set<String> TEXTS = Set.of(
            "specversion",
            "id",
            "source",
            "type",
            "time",
            "subject",
            "dataschema",
            "partitionkey",
            "correlationid",
            "causationid",
            "replyto",
            "deadline",
            "deliverat",
            "traceparent");
    private static final byte[] NO_KEY = {};
    private static final String NO_URI = " \"<>\\^`{|}";

    private final MessageBuilder made = Message.builder("");
    private boolean id;
    private boolean source;
    private boolean type;
    private boolean version;
    private boolean key;
    private byte[] recordKey = NO_KEY;

    /** One attribute by its lower-case name. */
    void attribute(String name, String value) {
        checkText(name, value);
        printable(name, value);
    }

    /** One attribute whose value is known to hold printable ASCII only. */
    void printable(String name, String value) {
        switch (name) {
            case "specversion" -> version(value);
            case "id" -> {
                made.id(present(name, value));
                id = true;
            }
            case "source" -> {
                made.source(uriReference(name, value));
                source = true;
            }
            case "type" -> {
                made.type(present(name, value));
                type = true;
            }
            case "time" -> made.timeMillis(time(name, value));
            case "subject" -> made.subject(present(name, value));
            case "datacontenttype" -> made.contentType(present(name, value));
            case "dataschema" -> made.dataSchema(uri(name, value));
            case "partitionkey" -> {
                made.key(present(name, value));
                key = true;
            }
            case "correlationid" -> made.correlationId(present(name, value));
            case "causationid" -> made.causationId(present(name, value));
            case "replyto" -> made.replyTo(present(name, value));
            case "deadline" -> made.deadlineMillis(time(name, value));
            case "deliverat" -> made.deliverAtMillis(time(name, value));
            // Trace Context §3.2.2: a traceparent that cannot be read is as good as none.
            case "traceparent" -> made.trace(Trace.parse(value));
            default -> extension(name, value);
        }
    }

    /** The version is the one that we read. */
    void version() {
        version = true;
    }

    void id(MessageId value) {
        made.id(value);
        id = true;
    }

    /** A source that was checked before. */
    void source(String value) {
        made.source(value);
        source = true;
    }

    /** A type that was checked before. */
    void type(String value) {
        made.type(value);
        type = true;
    }

    void timeMillis(long value) {
        made.timeMillis(value);
    }

    void trace(Trace value) {
        made.trace(value);
    }

    /** The key that a record had beside its attributes, given away; {@code partitionkey} says more. */
    void keyUnlessGiven(byte[] key) {
        recordKey = key;
    }

    /** Whether this attribute is of a type whose JSON form is always a string. */
    static boolean isText(String name) {
        return TEXTS.contains(name);
    }

    Message message(Payload payload) {
        require("specversion", version);
        require("id", id);
        require("source", source);
        require("type", type);
        if (!key && recordKey.length > 0) {
            // Keys that are no text still need an order: replacement characters only make it coarser.
            made.key(new String(recordKey, UTF_8));
        }
        try {
            return made.payload(payload).build();
        } catch (IllegalArgumentException beyondLimits) {
            throw new CloudEventException("", String.valueOf(beyondLimits.getMessage()));
        }
    }

    private void version(String value) {
        if (!value.equals(VERSION)) {
            throw new CloudEventException("specversion", "must be " + VERSION + ", not: " + value);
        }
        version = true;
    }

    private void extension(String name, String value) {
        try {
            made.extension(name, value);
        } catch (IllegalArgumentException wrongName) {
            throw new CloudEventException(name, "is no attribute: " + wrongName.getMessage());
        }
    }

    private static void require(String name, boolean given) {
        if (!given) {
            throw new CloudEventException(name, "is missing: every CloudEvent has id, source, type and specversion");
        }
    }

    private static String present(String name, String value) {
        if (value.isEmpty()) {
            throw new CloudEventException(name, "must not be empty");
        }
        return value;
    }

    private static long time(String name, String value) {
        try {
            return Rfc3339.parse(value);
        } catch (IllegalArgumentException wrong) {
            throw new CloudEventException(name, String.valueOf(wrong.getMessage()));
        }
    }

    private static String uriReference(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean unreserved = (c >= 'a' && c <= 'z') || (c >= '-' && c <= ':');
            if (!unreserved && NO_URI.indexOf(c) >= 0) {
                throw new CloudEventException(name, "must be a URI reference, not: " + value);
            }
        }
        return present(name, value);
    }

    private static String uri(String name, String value) {
        int colon = uriReference(name, value).indexOf(':');
        boolean absolute = colon > 0;
        for (int i = 0; absolute && i < colon; i++) {
            char c = value.charAt(i);
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            absolute = letter || (i > 0 && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'));
        }
        if (!absolute) {
            throw new CloudEventException(name, "must be an absolute URI, not: " + value);
        }
        return value;
    }

    /** CloudEvents §3.1.1, String: no control characters, no halves of surrogate pairs. */
    private static void checkText(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1));
            if (pair) {
                i++;
            } else if (c < ' ' || (c >= 0x7f && c <= 0x9f) || Character.isSurrogate(c)) {
                throw new CloudEventException(
                        name, "has a character that no attribute may hold: U+%04X".formatted((int) c));
            }
        }
    }
}
