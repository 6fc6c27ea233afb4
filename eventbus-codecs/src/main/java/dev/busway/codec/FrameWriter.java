package dev.busway.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.busway.codec.cloudevents.Rfc3339;
import dev.busway.message.Message;
import dev.busway.message.MessageId;
import dev.busway.message.Trace;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects the attributes of one message, then writes its frame into one array of the exact size. */
final class FrameWriter {
    /** Every attribute that is none of the extensions, at most once. */
    private static final int WELL_KNOWN = FrameLayout.EXTENSION;

    private final byte[] keys;
    private final byte[][] values;
    private int count;
    private int attributeBytes;

    private FrameWriter(int attributes) {
        this.keys = new byte[attributes];
        this.values = new byte[attributes][];
    }

    /** The frame up to its payload, in an array with {@code room} bytes to spare behind it. */
    static byte[] write(Message message, int payloadBytes, int room) {
        FrameWriter writer =
                new FrameWriter(WELL_KNOWN + 1 + message.extensions().size());
        writer.collect(message);
        return writer.frame(message, payloadBytes, room);
    }

    /** By rising key, extensions by name: equal messages make equal frames. */
    private void collect(Message message) {
        if (!message.messageId().isUuid()) {
            text(FrameLayout.ID_TEXT, message.id());
        }
        if (!message.source().equals(Message.DEFAULT_SOURCE)) {
            text(FrameLayout.SOURCE, message.source());
        }
        text(FrameLayout.TYPE, message.type());
        text(FrameLayout.SUBJECT, message.subject().orElse(null));
        if (!message.contentType().equals(Message.JSON)) {
            text(FrameLayout.CONTENT_TYPE, message.contentType());
        }
        text(FrameLayout.DATA_SCHEMA, message.dataSchema().orElse(null));
        text(FrameLayout.PARTITION_KEY, message.key().orElse(null));
        id(FrameLayout.CORRELATION_TEXT, message.correlation().orElse(null));
        id(FrameLayout.CAUSATION_TEXT, message.causation().orElse(null));
        text(FrameLayout.REPLY_TO, message.replyTo().orElse(null));
        if (message.deadlineMillis() != 0) {
            byte[] deadline = new byte[FrameLayout.DEADLINE_BYTES];
            FrameLayout.LONGS.set(deadline, 0, message.deadlineMillis());
            add(FrameLayout.DEADLINE, deadline);
        }
        trace(message.trace().orElse(null));
        if (message.deliverAtMillis() != 0) {
            Map<String, String> all = new TreeMap<>(message.extensions());
            all.put(FrameLayout.DELIVER_AT, Rfc3339.format(message.deliverAtMillis()));
            all.forEach(this::extension);
        } else if (!message.extensions().isEmpty()) {
            message.extensions().forEach(this::extension);
        }
    }

    private void text(int key, @Nullable String value) {
        if (value != null) {
            add(key, value.getBytes(UTF_8));
        }
    }

    /** The key of the raw form follows that of the text form. */
    private void id(int textKey, @Nullable MessageId id) {
        if (id == null) {
            return;
        }
        if (!id.isUuid()) {
            text(textKey, id.toString());
            return;
        }
        byte[] raw = new byte[FrameLayout.UUID_BYTES];
        FrameLayout.LONGS.set(raw, 0, id.high());
        FrameLayout.LONGS.set(raw, Long.BYTES, id.low());
        add(textKey + 1, raw);
    }

    private void trace(@Nullable Trace trace) {
        if (trace == null) {
            return;
        }
        byte[] raw = new byte[FrameLayout.TRACE_BYTES];
        FrameLayout.LONGS.set(raw, 0, trace.traceHigh());
        FrameLayout.LONGS.set(raw, Long.BYTES, trace.traceLow());
        FrameLayout.LONGS.set(raw, 2 * Long.BYTES, trace.span());
        raw[3 * Long.BYTES] = trace.flags();
        add(FrameLayout.TRACE, raw);
    }

    private void extension(String name, String value) {
        byte[] text = value.getBytes(UTF_8);
        byte[] both = new byte[1 + name.length() + text.length];
        both[0] = (byte) name.length();
        System.arraycopy(name.getBytes(UTF_8), 0, both, 1, name.length());
        System.arraycopy(text, 0, both, 1 + name.length(), text.length);
        add(FrameLayout.EXTENSION, both);
    }

    private void add(int key, byte[] value) {
        keys[count] = (byte) key;
        values[count++] = value;
        attributeBytes += FrameLayout.ATTRIBUTE_HEAD_BYTES + value.length;
    }

    private byte[] frame(Message message, int payloadBytes, int room) {
        byte[] out = new byte[FrameLayout.HEAD_BYTES + attributeBytes + room];
        out[0] = FrameLayout.VERSION;
        out[FrameLayout.COUNT_AT] = (byte) count;
        MessageId id = message.messageId();
        if (id.isUuid()) {
            FrameLayout.LONGS.set(out, FrameLayout.ID_AT, id.high());
            FrameLayout.LONGS.set(out, FrameLayout.ID_AT + Long.BYTES, id.low());
        }
        FrameLayout.LONGS.set(out, FrameLayout.TIME_AT, message.timeMillis());
        FrameLayout.INTS.set(out, FrameLayout.ATTRIBUTE_BYTES_AT, attributeBytes);
        FrameLayout.INTS.set(out, FrameLayout.PAYLOAD_BYTES_AT, payloadBytes);
        int at = FrameLayout.HEAD_BYTES;
        for (int i = 0; i < count; i++) {
            byte[] value = values[i];
            out[at] = keys[i];
            FrameLayout.SHORTS.set(out, at + 1, (short) value.length);
            System.arraycopy(value, 0, out, at + FrameLayout.ATTRIBUTE_HEAD_BYTES, value.length);
            at += FrameLayout.ATTRIBUTE_HEAD_BYTES + value.length;
        }
        return out;
    }
}
