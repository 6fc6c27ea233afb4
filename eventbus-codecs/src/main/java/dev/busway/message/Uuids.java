package dev.busway.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/** UUID text ↔ two longs, strict: only the canonical lower-case form, so that text and numbers never differ. */
final class Uuids {
    private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);
    private static final int LENGTH = 36;

    private Uuids() {}

    /** The text in ASCII. */
    static byte[] ascii(long high, long low) {
        byte[] out = new byte[LENGTH];
        int at = 0;
        for (int i = 0; i < 32; i++) {
            if (i == 8 || i == 12 || i == 16 || i == 20) {
                out[at++] = '-';
            }
            long half = i < 16 ? high : low;
            out[at++] = HEX[(int) (half >>> (60 - ((i & 15) << 2))) & 15];
        }
        return out;
    }

    static long @Nullable [] parse(String text) {
        if (text.length() != LENGTH) {
            return null;
        }
        long[] halves = new long[2];
        int digits = 0;
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (c != '-') {
                    return null;
                }
                continue;
            }
            int digit = Trace.hexDigit(c);
            if (digit < 0) {
                return null;
            }
            halves[digits >> 4] = (halves[digits >> 4] << 4) | digit;
            digits++;
        }
        return halves[0] == 0 && halves[1] == 0 ? null : halves;
    }
}
