package dev.busway.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.busway.codec.cloudevents.Rfc3339;
import dev.busway.message.Message;
import dev.busway.message.MessageBuilder;
import dev.busway.message.MessageId;
import dev.busway.message.Payload;
import dev.busway.message.Trace;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;

/** Reads one frame; believes no length before it was compared with the bytes that are there. */
final class FrameReader {
    private static final long UNSIGNED = 0xffff_ffffL;

    private final byte[] in;
    private final int start;
    private final int length;

    private FrameReader(byte[] in, int start, int length) {
        this.in = in;
        this.start = start;
        this.length = length;
    }

    static Message read(Buffer buffer, int from, int to) {
        if (from < 0 || to > buffer.length() || from > to) {
            throw new FrameException(
                    "no frame from " + from + " to " + to + " in a buffer of " + buffer.length() + " bytes");
        }
        ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
        FrameReader reader = bytes.hasArray()
                ? new FrameReader(bytes.array(), bytes.arrayOffset() + bytes.readerIndex() + from, to - from)
                : new FrameReader(buffer.getBytes(from, to), 0, to - from);
        int payloadAt = reader.payloadAt();
        Payload payload = Payload.of(buffer.slice(from + payloadAt, to));
        try {
            return reader.message(payloadAt).payload(payload).build();
        } catch (IllegalArgumentException beyondLimits) {
            throw new FrameException(String.valueOf(beyondLimits.getMessage()));
        }
    }

    private int payloadAt() {
        if (length < 1) {
            throw new FrameException("an empty buffer is no frame");
        }
        if (in[start] != FrameLayout.VERSION) {
            throw new FrameException("frame version " + (in[start] & 0xff) + " is unknown, this node reads version "
                    + FrameLayout.VERSION);
        }
        if (length < FrameLayout.HEAD_BYTES) {
            throw new FrameException("a frame has at least " + FrameLayout.HEAD_BYTES + " bytes, not " + length);
        }
        long attributes = (int) FrameLayout.INTS.get(in, start + FrameLayout.ATTRIBUTE_BYTES_AT) & UNSIGNED;
        long payload = (int) FrameLayout.INTS.get(in, start + FrameLayout.PAYLOAD_BYTES_AT) & UNSIGNED;
        if (FrameLayout.HEAD_BYTES + attributes + payload != length) {
            throw new FrameException("the frame claims " + attributes + " bytes of attributes and " + payload
                    + " of payload behind its head of " + FrameLayout.HEAD_BYTES + " but has " + length + " in all");
        }
        return (int) (FrameLayout.HEAD_BYTES + attributes);
    }

    private MessageBuilder message(int payloadAt) {
        MessageBuilder made =
                Message.builder("").timeMillis((long) FrameLayout.LONGS.get(in, start + FrameLayout.TIME_AT));
        long high = (long) FrameLayout.LONGS.get(in, start + FrameLayout.ID_AT);
        long low = (long) FrameLayout.LONGS.get(in, start + FrameLayout.ID_AT + Long.BYTES);
        boolean raw = high != 0 || low != 0;
        made.id(raw ? MessageId.of(high, low) : MessageId.of(""));
        int end = start + payloadAt;
        int at = start + FrameLayout.HEAD_BYTES;
        int before = raw ? FrameLayout.ID_TEXT : 0;
        String lastName = "";
        for (int left = in[start + FrameLayout.COUNT_AT] & 0xff; left > 0; left--) {
            if (end - at < FrameLayout.ATTRIBUTE_HEAD_BYTES) {
                throw new FrameException("the attributes end before the last " + left + " of them");
            }
            int key = in[at];
            int size = (short) FrameLayout.SHORTS.get(in, at + 1) & 0xffff;
            at += FrameLayout.ATTRIBUTE_HEAD_BYTES;
            if (size > end - at) {
                throw new FrameException(
                        "attribute " + key + " claims " + size + " bytes where " + (end - at) + " are left");
            }
            if (key == FrameLayout.EXTENSION) {
                lastName = extension(made, at, size, lastName);
            } else if (key <= before) {
                throw new FrameException("attribute " + key + " must not stand behind attribute " + before);
            } else {
                wellKnown(made, key, at, size);
            }
            before = key;
            at += size;
        }
        if (at != end) {
            throw new FrameException((end - at) + " bytes follow the last attribute");
        }
        return made;
    }

    private void wellKnown(MessageBuilder made, int key, int at, int size) {
        switch (key) {
            case FrameLayout.ID_TEXT -> made.id(foreign(key, at, size));
            case FrameLayout.SOURCE -> made.source(text(key, at, size));
            case FrameLayout.TYPE -> made.type(text(key, at, size));
            case FrameLayout.SUBJECT -> made.subject(text(key, at, size));
            case FrameLayout.CONTENT_TYPE -> made.contentType(text(key, at, size));
            case FrameLayout.DATA_SCHEMA -> made.dataSchema(text(key, at, size));
            case FrameLayout.PARTITION_KEY -> made.key(text(key, at, size));
            case FrameLayout.CORRELATION_TEXT -> made.correlation(foreign(key, at, size));
            case FrameLayout.CORRELATION_UUID -> made.correlation(uuid(key, at, size));
            case FrameLayout.CAUSATION_TEXT -> made.causation(foreign(key, at, size));
            case FrameLayout.CAUSATION_UUID -> made.causation(uuid(key, at, size));
            case FrameLayout.REPLY_TO -> made.replyTo(text(key, at, size));
            case FrameLayout.DEADLINE -> made.deadlineMillis(deadline(at, size));
            case FrameLayout.TRACE -> made.trace(trace(at, size));
            default ->
                throw new FrameException(
                        "attribute " + (key & 0xff) + " is unknown in frame version " + FrameLayout.VERSION);
        }
    }

    private String extension(MessageBuilder made, int at, int size, String lastName) {
        int nameBytes = size == 0 ? 0 : in[at] & 0xff;
        if (nameBytes + 1 > size) {
            throw new FrameException("an extension of " + size + " bytes cannot hold a name of " + nameBytes);
        }
        String name = text(FrameLayout.EXTENSION, at + 1, nameBytes);
        if (name.compareTo(lastName) <= 0) {
            throw new FrameException("extension " + name + " must not stand behind " + lastName);
        }
        String value = text(FrameLayout.EXTENSION, at + 1 + nameBytes, size - 1 - nameBytes);
        if (name.equals(FrameLayout.DELIVER_AT)) {
            made.deliverAtMillis(Rfc3339.parse(value));
        } else {
            made.extension(name, value);
        }
        return name;
    }

    /** An id that is no UUID; one that is has the other key, so that equal messages make equal frames. */
    private MessageId foreign(int key, int at, int size) {
        MessageId id = MessageId.of(text(key, at, size));
        if (id.isUuid()) {
            throw new FrameException("attribute " + key + " is a UUID as text where 16 bytes belong");
        }
        return id;
    }

    private MessageId uuid(int key, int at, int size) {
        exact(key, size, FrameLayout.UUID_BYTES);
        MessageId id =
                MessageId.of((long) FrameLayout.LONGS.get(in, at), (long) FrameLayout.LONGS.get(in, at + Long.BYTES));
        if (!id.isUuid()) {
            throw new FrameException("attribute " + key + " is a UUID of zeros");
        }
        return id;
    }

    private long deadline(int at, int size) {
        exact(FrameLayout.DEADLINE, size, FrameLayout.DEADLINE_BYTES);
        return (long) FrameLayout.LONGS.get(in, at);
    }

    private Trace trace(int at, int size) {
        exact(FrameLayout.TRACE, size, FrameLayout.TRACE_BYTES);
        return new Trace(
                (long) FrameLayout.LONGS.get(in, at),
                (long) FrameLayout.LONGS.get(in, at + Long.BYTES),
                (long) FrameLayout.LONGS.get(in, at + 2 * Long.BYTES),
                in[at + 3 * Long.BYTES]);
    }

    private static void exact(int key, int size, int wanted) {
        if (size != wanted) {
            throw new FrameException("attribute " + key + " has " + wanted + " bytes, not " + size);
        }
    }

    private String text(int key, int at, int size) {
        String made = new String(in, at, size, UTF_8);
        // Only text that holds the replacement character can come from malformed bytes: the others pay nothing.
        if (made.indexOf('\ufffd') >= 0) {
            strict(key, at, size);
        }
        return made;
    }

    private void strict(int key, int at, int size) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(Arrays.copyOfRange(in, at, at + size)));
        } catch (CharacterCodingException malformed) {
            throw new FrameException("attribute " + key + " is not UTF-8");
        }
    }
}
