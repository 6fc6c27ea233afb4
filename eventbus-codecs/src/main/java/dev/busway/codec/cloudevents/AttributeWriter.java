package dev.busway.codec.cloudevents;

import dev.busway.message.Message;
import dev.busway.message.MessageId;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives out the context attributes of a message in their canonical form, but for {@code datacontenttype}. Made once for each
 * binding, so that the names are.
 *
 * @param <V> text, or its bytes
 */
final class AttributeWriter<V> {
    private final String prefix;
    private final ValueForm<V> form;
    private final V version;
    private final String specversion;
    private final String id;
    private final String source;
    private final String type;
    private final String time;
    private final String subject;
    private final String dataschema;
    private final String partitionkey;
    private final String correlationid;
    private final String causationid;
    private final String replyto;
    private final String deadline;
    private final String deliverat;
    private final String traceparent;

    /** @param prefix of the binding's names */
    AttributeWriter(String prefix, ValueForm<V> form) {
        this.prefix = prefix;
        this.form = form;
        this.version = form.text("1.0");
        this.specversion = prefix + "specversion";
        this.id = prefix + "id";
        this.source = prefix + "source";
        this.type = prefix + "type";
        this.time = prefix + "time";
        this.subject = prefix + "subject";
        this.dataschema = prefix + "dataschema";
        this.partitionkey = prefix + "partitionkey";
        this.correlationid = prefix + "correlationid";
        this.causationid = prefix + "causationid";
        this.replyto = prefix + "replyto";
        this.deadline = prefix + "deadline";
        this.deliverat = prefix + "deliverat";
        this.traceparent = prefix + "traceparent";
    }

    void write(Message message, BiConsumer<String, V> sink) {
        sink.accept(specversion, version);
        sink.accept(id, form.id(message.messageId()));
        sink.accept(source, form.text(message.source()));
        sink.accept(type, form.text(message.type()));
        sink.accept(time, form.time(message.timeMillis()));
        text(subject, message.subject().orElse(null), sink);
        text(dataschema, message.dataSchema().orElse(null), sink);
        text(partitionkey, message.key().orElse(null), sink);
        id(correlationid, message.correlation().orElse(null), sink);
        id(causationid, message.causation().orElse(null), sink);
        text(replyto, message.replyTo().orElse(null), sink);
        if (message.deadlineMillis() != 0) {
            sink.accept(deadline, form.time(message.deadlineMillis()));
        }
        if (message.deliverAtMillis() != 0) {
            sink.accept(deliverat, form.time(message.deliverAtMillis()));
        }
        message.trace().ifPresent(trace -> sink.accept(traceparent, form.trace(trace)));
        message.extensions().forEach((name, value) -> sink.accept(prefix + name, form.text(value)));
    }

    /** An empty attribute is none: CloudEvents §3.3 wants a value where there is one. */
    private void text(String name, @Nullable String value, BiConsumer<String, V> sink) {
        if (value != null && !value.isEmpty()) {
            sink.accept(name, form.text(value));
        }
    }

    private void id(String name, @Nullable MessageId value, BiConsumer<String, V> sink) {
        if (value != null && !value.isEmpty()) {
            sink.accept(name, form.id(value));
        }
    }
}
