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
        switch (name) {
            case "ce_specversion" -> version(value);
            case "ce_id" -> id(value);
            case "ce_source" -> source(value);
            case "ce_type" -> type(value);
            case "ce_time" -> time(value);
            case "ce_traceparent" -> trace(value);
            case "ce_partitionkey" -> read("partitionkey", value);
            case "ce_datacontenttype" -> {
                // The binding has a header of its own for it.
            }
            case CONTENT_TYPE -> contentType(value);
            default -> {
                if (name.startsWith(PREFIX)) {
                    read(name.substring(PREFIX.length()), value);
                }
            }
        }
    }

    private void version(byte[] value) {
        required = true;
        if (Arrays.equals(value, VERSION)) {
            reader.version();
        } else {
            read("specversion", value);
        }
    }

    private void id(byte[] value) {
        required = true;
        MessageId id = MessageId.ofUuid(value);
        if (id == null) {
            read("id", value);
        } else {
            reader.id(id);
        }
    }

    private void source(byte[] value) {
        required = true;
        String known = SOURCES.of(value);
        if (known == null) {
            SOURCES.learn(value, read("source", value));
        } else {
            reader.source(known);
        }
    }

    private void type(byte[] value) {
        required = true;
        String known = TYPES.of(value);
        if (known == null) {
            TYPES.learn(value, read("type", value));
        } else {
            reader.type(known);
        }
    }

    private void time(byte[] value) {
        long millis = Rfc3339.parse(value);
        if (millis == Rfc3339.UNUSUAL) {
            read("time", value);
        } else {
            reader.timeMillis(millis);
        }
    }

    private void trace(byte[] value) {
        Trace trace = Trace.parse(value);
        if (trace == null) {
            read("traceparent", value);
        } else {
            reader.trace(trace);
        }
    }

    private void contentType(byte[] value) {
        if (!Arrays.equals(value, JSON)) {
            contentType = text("datacontenttype", value);
        }
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
