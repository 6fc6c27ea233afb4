package dev.busway.message;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bounds of a message's attributes, checked when it is built, so that no codec can fail later. */
public final class AttributeLimits {
    /** The longest value of one attribute, in characters. */
    public static final int MAX_VALUE_CHARS = 8_192;

    /** The longest name of an extension, in characters. */
    public static final int MAX_NAME_CHARS = 64;

    /** How many extensions one message may have. */
    public static final int MAX_EXTENSIONS = 64;

    /** The earliest time, 0000-01-01T00:00:00Z in milliseconds since 1970: RFC 3339 has four digits for a year. */
    public static final long EARLIEST_MILLIS = -62_167_219_200_000L;

    /** The latest time, 9999-12-31T23:59:59.999Z in milliseconds since 1970. */
    public static final long LATEST_MILLIS = 253_402_300_799_999L;

    private static final Set<String> TAKEN = Set.of(
            "specversion",
            "id",
            "source",
            "type",
            "time",
            "subject",
            "datacontenttype",
            "dataschema",
            "data",
            "partitionkey",
            "correlationid",
            "causationid",
            "replyto",
            "deadline",
            "deliverat",
            "traceparent");

    private AttributeLimits() {}

    /** Whether this may name an extension: lower-case letters and digits, short enough, not taken. */
    static void checkName(String name) {
        if (TAKEN.contains(name)) {
            throw new IllegalArgumentException(name + " is no extension but an attribute with a method of its own");
        }
        boolean right = !name.isEmpty() && name.length() <= MAX_NAME_CHARS;
        for (int i = 0; right && i < name.length(); i++) {
            char c = name.charAt(i);
            right = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        }
        if (!right) {
            throw new IllegalArgumentException(
                    "an extension's name has 1 to " + MAX_NAME_CHARS + " lower-case letters and digits, not: " + name);
        }
    }

    static void check(MessageBuilder made) {
        required("source", made.source);
        required("type", made.type);
        required("datacontenttype", made.contentType);
        if (made.id != null && !made.id.isUuid()) {
            required("id", made.id.toString());
        }
        bounded("subject", made.subject);
        bounded("dataschema", made.dataSchema);
        bounded("partitionkey", made.key);
        bounded("replyto", made.replyTo);
        bounded("correlationid", made.correlation);
        bounded("causationid", made.causation);
        if (made.timeMillis != MessageBuilder.NOW) {
            time("time", made.timeMillis);
        }
        time("deadline", made.deadlineMillis);
        time("deliverat", made.deliverAtMillis);
        if (!made.extensions.isEmpty()) {
            extensions(made.extensions);
        }
    }

    private static void required(String name, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + " must not be empty");
        }
        bounded(name, value);
    }

    private static void bounded(String name, @Nullable MessageId value) {
        if (value != null && !value.isUuid()) {
            bounded(name, value.toString());
        }
    }

    private static void bounded(String name, @Nullable String value) {
        if (value != null && value.length() > MAX_VALUE_CHARS) {
            throw new IllegalArgumentException(
                    name + " has " + value.length() + " characters, at most " + MAX_VALUE_CHARS + " are allowed");
        }
    }

    private static void time(String name, long millis) {
        if (millis < EARLIEST_MILLIS || millis > LATEST_MILLIS) {
            throw new IllegalArgumentException(name + " lies outside the years 0 to 9999: " + millis + " ms");
        }
    }

    private static void extensions(Map<String, String> extensions) {
        if (extensions.size() > MAX_EXTENSIONS) {
            throw new IllegalArgumentException(
                    extensions.size() + " extensions, at most " + MAX_EXTENSIONS + " are allowed");
        }
        extensions.forEach(AttributeLimits::bounded);
    }
}
