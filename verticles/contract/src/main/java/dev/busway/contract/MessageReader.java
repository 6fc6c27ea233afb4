package dev.busway.contract;

import java.util.Locale;
import java.util.Optional;

/** Reads one message of a channel. */
final class MessageReader {
    private static final String JSON = "application/json";

    private final Reading reading;

    MessageReader(Reading reading) {
        this.reading = reading;
    }

    MessageSpec read(String name, Part message) {
        Section settings = new Section(message.child("x-busway"));
        String type =
                settings.text("type").or(() -> message.inherited("name").text()).orElse(name);
        settings.end();
        String contentType = message.inherited("contentType")
                .text()
                .or(() -> reading.root().text("defaultContentType"))
                .orElse(JSON);
        Part payload = message.child("payload");
        String format = payload.text("schemaFormat").orElse("");
        Part schema = format.isEmpty() ? payload : payload.child("schema");
        boolean deprecated = message.inherited("deprecated").node().asBoolean()
                || message.inherited("x-deprecated").node().asBoolean();
        if (!schema.exists()) {
            return new MessageSpec(name, type, contentType, deprecated, PayloadValidator.ANYTHING, Optional.empty());
        }
        Optional<String> text = Optional.of(schema.node().toString());
        if (!SchemaFormat.isJsonSchema(format)) {
            reading.note("Payloads of the message " + name + " are not validated: the schema format " + format
                    + " is not supported.");
            return new MessageSpec(name, type, contentType, deprecated, PayloadValidator.ANYTHING, text);
        }
        if (!isJson(contentType)) {
            reading.note("Payloads of the message " + name + " are not validated: " + contentType + " is not JSON.");
            return new MessageSpec(name, type, contentType, deprecated, PayloadValidator.ANYTHING, text);
        }
        return new MessageSpec(name, type, contentType, deprecated, reading.validator(schema.pointer()), text);
    }

    private static boolean isJson(String contentType) {
        String media = contentType.toLowerCase(Locale.ROOT).split(";", 2)[0].trim();
        return media.equals(JSON) || media.equals("text/json") || media.endsWith("+json");
    }
}
