package dev.busway.contract.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.MessageSpec;
import dev.busway.contract.SchemaFormat;
import dev.busway.contract.source.Pointers;
import java.util.Optional;

/** The messages of a channel, by their types, and their payloads. */
final class MessageComparison {
    private final Document before;
    private final Document now;
    private final Report report;

    MessageComparison(Document before, Document now, Report report) {
        this.before = before;
        this.now = now;
        this.report = report;
    }

    void compare(ChannelSpec old, ChannelSpec fresh, Side side) {
        if (old.messages().isEmpty() != fresh.messages().isEmpty()) {
            boolean open = fresh.messages().isEmpty();
            Shift shift = open ? Shift.WIDER : Shift.NARROWER;
            report.add(
                    ContractComparison.pointer(fresh) + "/messages",
                    side.level(shift),
                    (open ? "any message now: " : "only certain messages now: ") + side.effect(shift));
            return;
        }
        for (MessageSpec was : old.messages()) {
            Optional<MessageSpec> is = fresh.message(was.type());
            if (is.isPresent()) {
                message(old, was, fresh, is.get(), side);
            } else {
                report.add(
                        pointer(old, was),
                        Level.MAJOR,
                        "the message " + was.type() + " is gone: "
                                + (side == Side.RECEIVERS
                                        ? "who waits for it waits in vain"
                                        : "who sends it is refused"));
            }
        }
        for (MessageSpec is : fresh.messages()) {
            if (old.message(is.type()).isEmpty()) {
                report.add(
                        pointer(fresh, is),
                        Level.MINOR,
                        "the message " + is.type() + " is new: handlers subscribe by type, and leave it");
            }
        }
    }

    private void message(ChannelSpec old, MessageSpec was, ChannelSpec fresh, MessageSpec is, Side side) {
        String pointer = pointer(fresh, is);
        report.changed(
                pointer + "/contentType",
                was.contentType(),
                is.contentType(),
                word -> word,
                "the content type",
                Level.MAJOR,
                "payloads are written otherwise");
        if (was.deprecated() != is.deprecated()) {
            report.add(
                    pointer + "/deprecated",
                    is.deprecated() ? Level.MINOR : Level.COMPATIBLE,
                    is.deprecated() ? "deprecated: senders should move on" : "not deprecated any more");
        }
        JsonNode payloadBefore = before.at(pointer(old, was) + "/payload");
        JsonNode payloadNow = now.at(pointer + "/payload");
        String formatBefore = payloadBefore.path("schemaFormat").asText();
        String formatNow = payloadNow.path("schemaFormat").asText();
        if (SchemaFormat.isJsonSchema(formatBefore) && SchemaFormat.isJsonSchema(formatNow)) {
            String at = pointer + "/payload" + (formatNow.isEmpty() ? "" : "/schema");
            SchemaComparison.of(before, schema(payloadBefore), now, schema(payloadNow))
                    .forEach(change -> report.add(
                            at + change.pointer(),
                            side.level(change.shift()),
                            change.what() + ": " + side.effect(change.shift())));
        } else if (!formatBefore.equals(formatNow)) {
            report.add(
                    pointer + "/payload/schemaFormat",
                    Level.MAJOR,
                    "the schema is in another language, and the two cannot be compared");
        } else if (!payloadBefore.path("schema").equals(payloadNow.path("schema"))) {
            report.add(
                    pointer + "/payload/schema",
                    Level.MAJOR,
                    "a schema in " + formatNow + " changed, which is not compared: it counts as breaking");
        }
    }

    private static JsonNode schema(JsonNode payload) {
        return payload.has("schemaFormat") ? payload.path("schema") : payload;
    }

    private static String pointer(ChannelSpec channel, MessageSpec message) {
        return Pointers.child(ContractComparison.pointer(channel) + "/messages", message.name());
    }
}
