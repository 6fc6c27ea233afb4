package dev.busway.postgres;

import dev.busway.bus.Style;
import dev.busway.codec.FrameCodec;
import dev.busway.message.Message;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way out. Its frame is made when it is collected, so that one that cannot be written fails its sender.
 *
 * @param message with its key, and with no deadline: what is durable outlives the patience of its caller
 * @param dueMillis when it may go, in milliseconds since 1970; 0: at once
 */
record Outgoing(String channel, Style style, Message message, Buffer frame, long dueMillis) {
    /** Units of work that relays share. */
    static final int SHARDS = 64;

    /** One that goes at once. */
    static Outgoing of(String channel, Style style, Message message) {
        return due(channel, style, message, 0);
    }

    /** One that goes then. */
    static Outgoing due(String channel, Style style, Message message, long dueMillis) {
        Message durable = message.deadlineMillis() == 0
                ? message
                : message.edit().deadlineMillis(0).build();
        return new Outgoing(channel, style, durable, FrameCodec.encode(durable), dueMillis);
    }

    boolean later() {
        return dueMillis != 0;
    }

    String id() {
        return message.id();
    }

    @Nullable
    String key() {
        return message.key().orElse(null);
    }

    short shard() {
        return shard(channel, key(), id());
    }

    static short shard(String channel, @Nullable String key, String id) {
        int hash = key == null ? id.hashCode() : 31 * channel.hashCode() + key.hashCode();
        return (short) Math.floorMod((hash * 0x9E3779B1) >> 7, SHARDS);
    }

    short styleCode() {
        return code(style);
    }

    static short code(Style style) {
        return (short) (style == Style.PUBLISH ? 1 : 0);
    }

    static Style style(int code) {
        return code == 1 ? Style.PUBLISH : Style.SEND;
    }

    /** The values of {@link ScheduleSql#KEEP}. */
    static Tuple kept(List<Outgoing> all, @Nullable InboxKey origin, @Nullable String originId) {
        return arrays(all)
                .addArrayOfLong(all.stream().map(Outgoing::dueMillis).toArray(Long[]::new))
                .addString(originId)
                .addString(origin == null ? null : origin.group());
    }

    /** Adds the values of one message, or as many nulls. */
    static void one(@Nullable Outgoing one, Tuple values) {
        values.addString(one == null ? null : one.id())
                .addString(one == null ? null : one.channel())
                .addString(one == null ? null : one.key())
                .addShort(one == null ? null : one.styleCode())
                .addBuffer(one == null ? null : one.frame())
                .addShort(one == null ? null : one.shard());
    }

    /** The arrays that the statements start with. */
    static Tuple arrays(List<Outgoing> all) {
        int count = all.size();
        String[] ids = new String[count];
        String[] channels = new String[count];
        String[] keys = new String[count];
        Short[] styles = new Short[count];
        Buffer[] frames = new Buffer[count];
        Short[] shards = new Short[count];
        for (int i = 0; i < count; i++) {
            Outgoing one = all.get(i);
            ids[i] = one.id();
            channels[i] = one.channel();
            keys[i] = one.key();
            styles[i] = one.styleCode();
            frames[i] = one.frame();
            shards[i] = one.shard();
        }
        return Tuple.tuple()
                .addArrayOfString(ids)
                .addArrayOfString(channels)
                .addArrayOfString(keys)
                .addArrayOfShort(styles)
                .addArrayOfBuffer(frames)
                .addArrayOfShort(shards);
    }
}
