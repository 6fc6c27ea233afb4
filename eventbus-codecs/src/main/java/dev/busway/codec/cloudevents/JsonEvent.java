package dev.busway.codec.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.busway.message.Bytes;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import dev.busway.message.PayloadException;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent as one JSON object, {@code application/cloudevents+json}. JSON data is neither parsed into values nor written
 * anew: its text is cut out of the object and put back as it is, so numbers keep every digit. Safe on any thread.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON Event Format 1.0.2</a>
 */
public final class JsonEvent {
    private static final AttributeWriter<String> ATTRIBUTES = new AttributeWriter<>("", ValueForm.TEXT);
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Payload.MAX_JSON_DEPTH + 1)
                    .build())
            .build();

    /** Room for the attributes of most events; a longer one grows. */
    private static final int ENVELOPE_BYTES = 512;

    private JsonEvent() {}

    /**
     * The message of one event.
     *
     * @param event UTF-8, given away: the payload is a part of it
     * @throws CloudEventException if it is no CloudEvent 1.0; nothing else is thrown
     */
    public static Message read(Buffer event) {
        return read(event, new AttributeReader());
    }

    static Message read(Buffer event, AttributeReader reader) {
        return new JsonEventReader(JSON, event, reader).message();
    }

    /**
     * The event of a message.
     *
     * @throws CloudEventException if its payload is not the JSON that its content type says
     */
    public static Buffer write(Message message) {
        boolean data = !message.payload().isEmpty();
        Buffer payload = message.bytes();
        var out = new ByteArrayOutputStream(ENVELOPE_BYTES + payload.length());
        try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
            json.writeStartObject();
            ATTRIBUTES.write(message, (name, value) -> member(json, name, value));
            if (data) {
                member(json, "datacontenttype", message.contentType());
                data(json, out, message);
            }
            json.flush();
            out.write('}');
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Bytes.wrap(out.toByteArray());
    }

    private static void data(JsonGenerator json, ByteArrayOutputStream out, Message message) throws IOException {
        byte[] bytes = Bytes.array(message.bytes());
        if (MediaType.isJson(message.contentType())) {
            checkJson(message.payload());
            json.flush();
            out.writeBytes(",\"data\":".getBytes(UTF_8));
            out.writeBytes(bytes);
            return;
        }
        String text = MediaType.isText(message.contentType()) ? text(bytes) : null;
        if (text != null) {
            json.writeStringField("data", text);
        } else {
            json.writeStringField("data_base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    private static void checkJson(Payload payload) {
        try {
            payload.tree();
        } catch (PayloadException malformed) {
            throw new CloudEventException("data", "is not what its content type says: " + malformed.getMessage());
        }
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException binary) {
            return null;
        }
    }

    private static void member(JsonGenerator json, String name, String value) {
        try {
            json.writeStringField(name, value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
