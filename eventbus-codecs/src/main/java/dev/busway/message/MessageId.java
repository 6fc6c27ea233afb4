package dev.busway.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

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

    /** As {@link #of(String)}, from ASCII and with no text made; {@code null} where it is not the canonical form of a UUID. */
    public static @Nullable MessageId ofUuid(byte[] ascii) {
        if (ascii.length != 36 || ascii[8] != '-' || ascii[13] != '-' || ascii[18] != '-' || ascii[23] != '-') {
            return null;
        }
        long first = Hex.number(ascii, 0, 8);
        long second = Hex.number(ascii, 9, 4);
        long third = Hex.number(ascii, 14, 4);
        long fourth = Hex.number(ascii, 19, 4);
        long fifth = Hex.number(ascii, 24, 12);
        long high = (first << 32) | (second << 16) | third;
        long low = (fourth << 48) | fifth;
        boolean wrong = (first | second | third | fourth | fifth) < 0;
        return wrong || (high == 0 && low == 0) ? null : new MessageId(high, low, null);
    }

    /** Whether the id fits into 16 bytes. */
    public boolean isUuid() {
        return high != 0 || low != 0;
    }

    /** Whether it is the empty text. */
    public boolean isEmpty() {
        return !isUuid() && toString().isEmpty();
    }

    public long high() {
        return high;
    }

    public long low() {
        return low;
    }

    /** The text's bytes, the caller's own; of one of ours they are made with no text in between. */
    public byte[] utf8() {
        String made = text;
        return made == null ? Uuids.ascii(high, low) : made.getBytes(UTF_8);
    }

    @Override
    public String toString() {
        String made = text;
        if (made == null) {
            made = new String(Uuids.ascii(high, low), ISO_8859_1);
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
