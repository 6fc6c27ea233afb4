package dev.busway.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where a message stands in a distributed trace: W3C Trace Context, version 00, kept as numbers; text only at a door.
 *
 * @param traceHigh first half of the trace id; not both halves are 0
 * @param traceLow second half of the trace id
 * @param span id of the span that sent the message, not 0
 * @param flags trace flags; bit 0 is <i>sampled</i>
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">traceparent</a>
 */
public record Trace(long traceHigh, long traceLow, long span, byte flags) {
    private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);
    private static final int LENGTH = 55;

    public Trace {
        if ((traceHigh == 0 && traceLow == 0) || span == 0) {
            throw new IllegalArgumentException("traceparent: a trace id or a span id of zeros is none");
        }
    }

    /** A new trace, sampled. */
    public static Trace start() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new Trace(random.nextLong() | 1L, random.nextLong(), random.nextLong() | 1L, (byte) 1);
    }

    /** The same trace, one span further. */
    public Trace child() {
        return new Trace(traceHigh, traceLow, ThreadLocalRandom.current().nextLong() | 1L, flags);
    }

    /** Reads a {@code traceparent}; {@code null} when it is not one (the specification then says: start a new trace). */
    public static @Nullable Trace parse(@Nullable String text) {
        if (text == null || !wellFormed(text)) {
            return null;
        }
        long high = Long.parseUnsignedLong(text, 3, 19, 16);
        long low = Long.parseUnsignedLong(text, 19, 35, 16);
        long span = Long.parseUnsignedLong(text, 36, 52, 16);
        byte flags = (byte) Integer.parseInt(text, 53, LENGTH, 16);
        return (high == 0 && low == 0) || span == 0 ? null : new Trace(high, low, span, flags);
    }

    /** As {@link #parse(String)}, from ASCII; {@code null} where it is not one of version 00, the only one there is. */
    public static @Nullable Trace parse(byte[] ascii) {
        boolean shaped = ascii.length == LENGTH
                && ascii[0] == '0'
                && ascii[1] == '0'
                && ascii[2] == '-'
                && ascii[35] == '-'
                && ascii[52] == '-';
        if (!shaped) {
            return null;
        }
        long first = Hex.number(ascii, 3, 8);
        long second = Hex.number(ascii, 11, 8);
        long third = Hex.number(ascii, 19, 8);
        long fourth = Hex.number(ascii, 27, 8);
        long fifth = Hex.number(ascii, 36, 8);
        long sixth = Hex.number(ascii, 44, 8);
        long flags = Hex.number(ascii, 53, 2);
        boolean wrong = (first | second | third | fourth | fifth | sixth | flags) < 0;
        long high = (first << 32) | second;
        long low = (third << 32) | fourth;
        long span = (fifth << 32) | sixth;
        return wrong || (high == 0 && low == 0) || span == 0 ? null : new Trace(high, low, span, (byte) flags);
    }

    private static boolean wellFormed(String text) {
        if (text.length() < LENGTH || text.startsWith("ff")) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            boolean dash = i == 2 || i == 35 || i == 52;
            if (dash ? text.charAt(i) != '-' : hexDigit(text.charAt(i)) < 0) {
                return false;
            }
        }
        // Version 00 ends here; a later one may go on behind a dash (§3.2.4, Versioning of traceparent).
        return text.length() == LENGTH || (!text.startsWith("00") && text.charAt(LENGTH) == '-');
    }

    /** The {@code traceparent} header. */
    @Override
    public String toString() {
        return new String(ascii(), ISO_8859_1);
    }

    /** The {@code traceparent} header as its bytes, the caller's own. */
    public byte[] ascii() {
        byte[] out = new byte[LENGTH];
        out[0] = '0';
        out[1] = '0';
        out[2] = '-';
        write(out, 3, 16, traceHigh);
        write(out, 19, 16, traceLow);
        out[35] = '-';
        write(out, 36, 16, span);
        out[52] = '-';
        write(out, 53, 2, flags);
        return out;
    }

    static int hexDigit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    private static void write(byte[] out, int from, int length, long value) {
        for (int i = 0; i < length; i++) {
            out[from + i] = HEX[(int) (value >>> ((length - 1 - i) << 2)) & 15];
        }
    }
}
