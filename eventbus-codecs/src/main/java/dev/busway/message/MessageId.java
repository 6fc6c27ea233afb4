package dev.busway.message;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The id of one message: ours is a UUID version 7 (RFC 9562) kept as two numbers, a foreign one is any text.
 *
 * <p>Immutable. The text of one of ours is made at a door, when somebody asks for it, and kept.
 */
public final class MessageId {
    private final long high;
    private final long low;
    private @Nullable String text;

    private MessageId(long high, long low, @Nullable String text) {
        this.high = high;
        this.low = low;
        this.text = text;
    }

    /** A new id; ids made later in another millisecond sort later. */
    public static MessageId next(long nowMillis) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (nowMillis << 16) | 0x7000L | (random.nextInt() & 0x0fffL);
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new MessageId(high, low, null);
    }

    /** The id of the two halves of a UUID. */
    public static MessageId of(long high, long low) {
        return new MessageId(high, low, null);
    }

    /** The id that a sender gave: a UUID in its canonical form is kept as numbers, all else as text. */
    public static MessageId of(String text) {
        long[] halves = Uuids.parse(text);
        return halves == null ? new MessageId(0, 0, text) : new MessageId(halves[0], halves[1], text);
    }

    /** Whether the id fits into 16 bytes. */
    public boolean isUuid() {
        return high != 0 || low != 0;
    }

    public long high() {
        return high;
    }

    public long low() {
        return low;
    }

    @Override
    public String toString() {
        String made = text;
        if (made == null) {
            made = Uuids.format(high, low);
            text = made;
        }
        return made;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof MessageId that)) {
            return false;
        }
        if (isUuid() && that.isUuid()) {
            return high == that.high && low == that.low;
        }
        return toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return isUuid() ? Long.hashCode(high ^ low) : toString().hashCode();
    }
}
