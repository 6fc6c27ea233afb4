package dev.busway.codec.cloudevents;

import dev.busway.message.Message;
import dev.busway.message.MessageId;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Gives out the context attributes of a message as text of their canonical form, but for {@code datacontenttype}. */
final class AttributeWriter {
    private AttributeWriter() {}

    static void write(Message message, BiConsumer<String, String> sink) {
        sink.accept("specversion", "1.0");
        sink.accept("id", message.id());
        sink.accept("source", message.source());
        sink.accept("type", message.type());
        sink.accept("time", Rfc3339.format(message.timeMillis()));
        text("subject", message.subject().orElse(null), sink);
        text("dataschema", message.dataSchema().orElse(null), sink);
        text("partitionkey", message.key().orElse(null), sink);
        id("correlationid", message.correlation().orElse(null), sink);
        id("causationid", message.causation().orElse(null), sink);
        text("replyto", message.replyTo().orElse(null), sink);
        if (message.deadlineMillis() != 0) {
            sink.accept("deadline", Rfc3339.format(message.deadlineMillis()));
        }
        if (message.deliverAtMillis() != 0) {
            sink.accept("deliverat", Rfc3339.format(message.deliverAtMillis()));
        }
        message.trace().ifPresent(trace -> sink.accept("traceparent", trace.toString()));
        message.extensions().forEach(sink);
    }

    /** An empty attribute is none: CloudEvents §3.3 wants a value where there is one. */
    private static void text(String name, @Nullable String value, BiConsumer<String, String> sink) {
        if (value != null && !value.isEmpty()) {
            sink.accept(name, value);
        }
    }

    private static void id(String name, @Nullable MessageId value, BiConsumer<String, String> sink) {
        if (value != null) {
            text(name, value.toString(), sink);
        }
    }
}
