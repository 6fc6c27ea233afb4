package dev.busway.message;

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
    private static final char[] HEX = "0123456789abcdef".toCharArray();
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
        if (text == null || text.length() < LENGTH || text.charAt(2) != '-' || text.charAt(35) != '-') {
            return null;
        }
        boolean version00 = text.charAt(0) == '0' && text.charAt(1) == '0';
        boolean knownLength = version00 ? text.length() == LENGTH : text.startsWith("-", LENGTH);
        if (text.charAt(52) != '-' || (text.length() > LENGTH && !knownLength) || text.startsWith("ff")) {
            return null;
        }
        long[] parts = new long[4];
        if (!hex(text, 3, 16, parts, 0)
                || !hex(text, 19, 16, parts, 1)
                || !hex(text, 36, 16, parts, 2)
                || !hex(text, 53, 2, parts, 3)
                || !hex(text, 0, 2, new long[1], 0)) {
            return null;
        }
        if ((parts[0] == 0 && parts[1] == 0) || parts[2] == 0) {
            return null;
        }
        return new Trace(parts[0], parts[1], parts[2], (byte) parts[3]);
    }

    /** The {@code traceparent} header. */
    @Override
    public String toString() {
        char[] out = new char[LENGTH];
        out[0] = '0';
        out[1] = '0';
        out[2] = '-';
        write(out, 3, 16, traceHigh);
        write(out, 19, 16, traceLow);
        out[35] = '-';
        write(out, 36, 16, span);
        out[52] = '-';
        write(out, 53, 2, flags);
        return new String(out);
    }

    static int hexDigit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    private static boolean hex(String text, int from, int length, long[] out, int slot) {
        long value = 0;
        for (int i = from; i < from + length; i++) {
            int digit = hexDigit(text.charAt(i));
            if (digit < 0) {
                return false;
            }
            value = (value << 4) | digit;
        }
        out[slot] = value;
        return true;
    }

    private static void write(char[] out, int from, int length, long value) {
        for (int i = 0; i < length; i++) {
            out[from + i] = HEX[(int) (value >>> ((length - 1 - i) << 2)) & 15];
        }
    }
}
