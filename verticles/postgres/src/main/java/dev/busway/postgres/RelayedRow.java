package dev.busway.postgres;

import dev.busway.codec.FrameCodec;
import dev.busway.message.Message;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/**
 * One row in the relay's hands.
 *
 * @param ageSeconds since it was committed
 * @param sequence what its order hangs on; a row with no key stands alone
 * @param message what the frame says, where somebody has read it
 */
record RelayedRow(
        long seq,
        String id,
        String channel,
        @Nullable String key,
        int style,
        int shard,
        Buffer frame,
        int ageSeconds,
        String sequence,
        @Nullable Message message) {
    RelayedRow(
            long seq,
            String id,
            String channel,
            @Nullable String key,
            int style,
            int shard,
            Buffer frame,
            int ageSeconds,
            @Nullable Message message) {
        this(seq, id, channel, key, style, shard, frame, ageSeconds, sequence(seq, channel, key), message);
    }

    private static String sequence(long seq, String channel, @Nullable String key) {
        return key == null ? "#" + seq : channel + "\n" + key;
    }

    static RelayedRow of(Row row) {
        return new RelayedRow(
                row.getLong("seq"),
                row.getString("id"),
                row.getString("channel"),
                row.getString("key"),
                row.getInteger("style"),
                row.getInteger("shard"),
                row.getBuffer("frame"),
                row.getInteger("age"),
                null);
    }

    /** One that is only spoken of: with number, channel and key. */
    static RelayedRow mention(Row row) {
        return new RelayedRow(
                row.getLong("seq"), "", row.getString("channel"), row.getString("key"), 0, 0, Buffer.buffer(), 0, null);
    }

    /** The message, read where it was not before. */
    Message read() {
        return message == null ? FrameCodec.decode(frame) : message;
    }

    /** The same with the number of its row in the table. */
    RelayedRow at(long number) {
        return new RelayedRow(number, id, channel, key, style, shard, frame, ageSeconds, message);
    }
}
