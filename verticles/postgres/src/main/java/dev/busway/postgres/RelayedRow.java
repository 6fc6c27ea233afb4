package dev.busway.postgres;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/**
 * One row in the relay's hands.
 *
 * @param ageSeconds since it was committed
 */
record RelayedRow(
        long seq, String id, String channel, @Nullable String key, int style, int shard, Buffer frame, int ageSeconds) {
    static RelayedRow of(Row row) {
        return new RelayedRow(
                row.getLong("seq"),
                row.getString("id"),
                row.getString("channel"),
                row.getString("key"),
                row.getInteger("style"),
                row.getInteger("shard"),
                row.getBuffer("frame"),
                row.getInteger("age"));
    }

    /** One that is only spoken of: with number, channel and key. */
    static RelayedRow mention(Row row) {
        return new RelayedRow(
                row.getLong("seq"), "", row.getString("channel"), row.getString("key"), 0, 0, Buffer.buffer(), 0);
    }

    /** What its order hangs on; a row with no key stands alone. */
    String sequence() {
        return key == null ? "#" + seq : channel + "\n" + key;
    }

    /** The same with the number of its row in the table. */
    RelayedRow at(long number) {
        return new RelayedRow(number, id, channel, key, style, shard, frame, ageSeconds);
    }
}
