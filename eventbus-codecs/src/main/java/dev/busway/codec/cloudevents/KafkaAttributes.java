package dev.busway.codec.cloudevents;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.busway.message.Message;
import dev.busway.message.MessageId;
import dev.busway.message.Trace;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * Takes the headers of one record in one go. What comes with every record is read from its bytes as it is mostly written, with no
 * text made of it; all else goes to the {@link AttributeReader} as text.
 */
final class KafkaAttributes implements BiConsumer<String, byte[]> {
    static final String PREFIX = "ce_";
    static final String CONTENT_TYPE = "content-type";
    static final byte[] JSON = Message.JSON.getBytes(UTF_8);

    private static final byte[] VERSION = "1.0".getBytes(UTF_8);
    private static final byte DELETE = 0x7f;
    private static final RepeatedTexts SOURCES = new RepeatedTexts();
    private static final RepeatedTexts TYPES = new RepeatedTexts();

    private final AttributeReader reader;
    private boolean required;
    private String contentType = Message.JSON;

    KafkaAttributes(AttributeReader reader) {
        this.reader = reader;
    }

    /** Whether one of the required attributes was among the headers. */
    boolean hasRequired() {
        return required;
    }

    /** {@value Message#JSON} where there was none. */
    String contentType() {
        return contentType;
    }

    @Override
    public void accept(String name, byte[] value) {
        // By its length first: a name was made a moment ago, and its hash would have to be reckoned for every record.
        boolean taken =
                switch (name.length()) {
                    case 5 -> name.equals("ce_id") && id(value);
                    case 7 -> (name.equals("ce_type") && type(value)) || (name.equals("ce_time") && time(value));
                    case 9 -> name.equals("ce_source") && source(value);
                    case 12 -> name.equals(CONTENT_TYPE) && contentType(value);
                    case 14 ->
                        (name.equals("ce_specversion") && version(value))
                                || (name.equals("ce_traceparent") && trace(value));
                    // The binding has a header of its own for it.
                    case 18 -> name.equals("ce_datacontenttype");
                    default -> false;
                };
        if (!taken && name.startsWith(PREFIX)) {
            read(name.substring(PREFIX.length()), value);
        }
    }

    private boolean version(byte[] value) {
        required = true;
        if (Arrays.equals(value, VERSION)) {
            reader.version();
        } else {
            read("specversion", value);
        }
        return true;
    }

    private boolean id(byte[] value) {
        required = true;
        MessageId id = MessageId.ofUuid(value);
        if (id == null) {
            read("id", value);
        } else {
            reader.id(id);
        }
        return true;
    }

    private boolean source(byte[] value) {
        required = true;
        String known = SOURCES.of(value);
        if (known == null) {
            SOURCES.learn(value, read("source", value));
        } else {
            reader.source(known);
        }
        return true;
    }

    private boolean type(byte[] value) {
        required = true;
        String known = TYPES.of(value);
        if (known == null) {
            TYPES.learn(value, read("type", value));
        } else {
            reader.type(known);
        }
        return true;
    }

    private boolean time(byte[] value) {
        long millis = Rfc3339.parse(value);
        if (millis == Rfc3339.UNUSUAL) {
            read("time", value);
        } else {
            reader.timeMillis(millis);
        }
        return true;
    }

    private boolean trace(byte[] value) {
        Trace trace = Trace.parse(value);
        if (trace == null) {
            read("traceparent", value);
        } else {
            reader.trace(trace);
        }
        return true;
    }

    private boolean contentType(byte[] value) {
        if (!Arrays.equals(value, JSON)) {
            contentType = text("datacontenttype", value);
        }
        return true;
    }

    /** Nearly every value is printable ASCII: one look at its bytes, and nothing is left to be checked. */
    private String read(String attribute, byte[] value) {
        for (byte each : value) {
            if (each < ' ' || each == DELETE) {
                String text = text(attribute, value);
                reader.attribute(attribute, text);
                return text;
            }
        }
        String printable = new String(value, ISO_8859_1);
        reader.printable(attribute, printable);
        return printable;
    }

    static String text(String attribute, byte[] value) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        } catch (CharacterCodingException malformed) {
            throw new CloudEventException(attribute, "is not UTF-8");
        }
    }
}
