package dev.busway.postgres;

import dev.busway.codec.FrameCodec;
import dev.busway.codec.FrameException;
import dev.busway.message.Message;
import io.vertx.core.buffer.Buffer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the server's plug-in <i>pgoutput</i> writes, version 1, with columns in binary: the messages B, C, R, I and M of
 * <a href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">Logical Replication Message
 * Formats</a>. Not safe on several threads.
 */
final class PgOutput {
    private static final String PREFIX = "busway";
    private static final int TRANSACTIONAL = 1;

    /** Where the columns are, by the last description of the table. */
    private final Map<String, Integer> columns = new HashMap<>();

    private @Nullable Buffer[] values = new Buffer[0];

    /** What one message tells; null where it is nothing to us. */
    @Nullable
    Logged read(ByteBuffer in) {
        byte type = in.get();
        return switch (type) {
            case 'B' -> {
                in.position(in.position() + 16);
                yield new Logged.Begin(in.getInt());
            }
            case 'C' -> {
                in.position(in.position() + 9);
                yield new Logged.Commit(in.getLong());
            }
            case 'R' -> {
                relation(in);
                yield null;
            }
            case 'I' -> inserted(in);
            case 'M' -> emitted(in);
            default -> null;
        };
    }

    private void relation(ByteBuffer in) {
        in.getInt();
        text(in);
        text(in);
        in.get();
        int count = in.getShort();
        columns.clear();
        for (int i = 0; i < count; i++) {
            in.get();
            columns.put(text(in), i);
            in.getLong();
        }
        values = new Buffer[count];
    }

    /** What the relay wrote itself is sent from the table. */
    private @Nullable Logged inserted(ByteBuffer in) {
        in.getInt();
        in.get();
        int count = in.getShort();
        for (int i = 0; i < count; i++) {
            byte kind = in.get();
            values[i] = kind == 'n' || kind == 'u' ? null : bytes(in, in.getInt());
        }
        Buffer node = values[column("node")];
        if (node != null && node.getInt(0) == Spill.RELAY) {
            return null;
        }
        Buffer key = values[column("key")];
        RelayedRow row = new RelayedRow(
                value("seq").getLong(0),
                value("id").toString(),
                value("channel").toString(),
                key == null ? null : key.toString(),
                value("style").getShort(0),
                value("shard").getShort(0),
                value("frame"),
                0,
                null);
        return new Logged.Inserted(row, value("state").getShort(0));
    }

    private int column(String name) {
        Integer column = columns.get(name);
        if (column == null) {
            throw new IllegalStateException("the log describes busway.outbox without " + name);
        }
        return column;
    }

    private Buffer value(String name) {
        Buffer value = values[column(name)];
        if (value == null) {
            throw new IllegalStateException("the log has a row of busway.outbox without " + name);
        }
        return value;
    }

    /** Content: number, style, length of the channel's name, its name, frame. */
    private static @Nullable Logged emitted(ByteBuffer in) {
        int flags = in.get();
        long position = in.getLong();
        String prefix = text(in);
        int length = in.getInt();
        if (flags != TRANSACTIONAL || !prefix.equals(PREFIX) || length < 4) {
            return null;
        }
        try {
            long number = in.getLong();
            int style = in.getShort();
            String channel = bytes(in, in.getShort()).toString();
            Buffer frame = bytes(in, in.remaining());
            Message message = FrameCodec.decode(frame);
            String key = message.key().orElse(null);
            short shard = Outgoing.shard(channel, key, message.id());
            return new Logged.Emitted(
                    new RelayedRow(-position, message.id(), channel, key, style, shard, frame, 0, message), number);
        } catch (FrameException | BufferUnderflowException | NegativeArraySizeException foreign) {
            // Whoever may write here may write anything; the log must go on.
            Failures.LOG
                    .atError()
                    .addKeyValue("position", position)
                    .addKeyValue("cause", foreign.getMessage())
                    .log("message in the log cannot be read and is dropped");
            return null;
        }
    }

    private static Buffer bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return Buffer.buffer(bytes);
    }

    private static String text(ByteBuffer in) {
        int start = in.position();
        while (in.get() != 0) {
            // to the end of the C string
        }
        byte[] bytes = new byte[in.position() - start - 1];
        in.get(start, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
