package dev.busway.codec.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import dev.busway.message.Bytes;
import dev.busway.message.Message;
import dev.busway.message.Payload;
import dev.busway.message.PayloadException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Goes once over the members of one JSON event and remembers where its data stands. */
final class JsonEventReader {
    private final JsonFactory factory;
    private final Buffer event;
    private final AttributeReader attributes;
    private String contentType = Message.JSON;
    private @Nullable Payload json;
    private @Nullable String text;
    private @Nullable Payload binary;

    JsonEventReader(JsonFactory factory, Buffer event, AttributeReader attributes) {
        this.factory = factory;
        this.event = event;
        this.attributes = attributes;
    }

    Message message() {
        try (JsonParser parser = factory.createParser(Bytes.array(event))) {
            // Offsets of any other encoding would not be those of the bytes.
            if (!(parser instanceof UTF8StreamJsonParser)) {
                throw new CloudEventException("", "the event must be UTF-8");
            }
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new CloudEventException("", "the event must be a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                member(parser, name);
            }
            if (parser.nextToken() != null) {
                throw new CloudEventException("", "something follows the JSON object of the event");
            }
        } catch (JsonProcessingException malformed) {
            throw new CloudEventException(
                    "", "the event is " + PayloadException.malformed(malformed).getMessage());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return attributes.message(payload());
    }

    private void member(JsonParser parser, String name) throws IOException {
        JsonToken token = parser.currentToken();
        switch (name) {
            case "data" -> data(parser);
            case "data_base64" -> base64(parser);
            case "datacontenttype" -> {
                if (token != JsonToken.VALUE_NULL) {
                    contentType = string(parser, name);
                    attributes.attribute(name, contentType);
                }
            }
            default -> {
                if (token != JsonToken.VALUE_NULL) {
                    attributes.attribute(name, value(parser, name));
                }
            }
        }
    }

    /** JSON format §2.2: text, and of the other types the canonical text where the attribute is an extension. */
    private static String value(JsonParser parser, String name) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE, VALUE_FALSE, VALUE_NUMBER_INT -> {
                if (AttributeReader.isText(name)) {
                    throw new CloudEventException(name, "must be a JSON string");
                }
                yield parser.getText();
            }
            default -> string(parser, name);
        };
    }

    private static String string(JsonParser parser, String name) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new CloudEventException(name, "must be a JSON string, or in an extension a boolean or an integer");
        }
        return parser.getText();
    }

    private void data(JsonParser parser) throws IOException {
        long from = parser.currentTokenLocation().getByteOffset();
        text = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
        parser.skipChildren();
        parser.finishToken();
        json = Payload.of(event.slice((int) from, (int) parser.currentLocation().getByteOffset()));
    }

    private void base64(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        try {
            binary = Payload.of(Bytes.wrap(Base64.getDecoder().decode(string(parser, "data_base64"))));
        } catch (IllegalArgumentException malformed) {
            throw new CloudEventException("data_base64", "is not Base64: " + malformed.getMessage());
        }
    }

    private Payload payload() {
        if (binary != null && json != null) {
            throw new CloudEventException("data", "must not stand beside data_base64");
        }
        if (binary != null) {
            return binary;
        }
        if (json == null || MediaType.isJson(contentType)) {
            return json == null ? Payload.EMPTY : json;
        }
        if (text == null) {
            throw new CloudEventException("data", "must be a JSON string where the content type is " + contentType);
        }
        return Payload.of(Bytes.wrap(text.getBytes(UTF_8)));
    }
}
