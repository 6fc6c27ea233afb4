package dev.busway.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Lower-case hexadecimal digits in ASCII, straight from a wire's bytes: no text is made of them. */
final class Hex {
    /** Stands for digits that are none; every number of at most 15 digits is positive. */
    static final long NONE = -1;

    private static final byte[] DIGITS = digits();
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle FOUR = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    /** Four zeros before four other digits. */
    private static final long ZEROS = 0x3030_3030_0000_0000L;

    private static final long EACH = 0x0101_0101_0101_0101L;

    private Hex() {}

    /** The number of {@code length} digits, at most 15; {@link #NONE} if one of them is no digit. */
    static long number(byte[] ascii, int from, int length) {
        return switch (length) {
            case 4 -> four(ascii, from);
            case 8 -> eight((long) EIGHT.get(ascii, from));
            case 12 -> {
                long high = four(ascii, from);
                long low = eight((long) EIGHT.get(ascii, from + 4));
                yield (high | low) < 0 ? NONE : (high << 32) | low;
            }
            default -> oneByOne(ascii, from, length);
        };
    }

    private static long four(byte[] ascii, int from) {
        return eight(ZEROS | ((int) FOUR.get(ascii, from) & 0xffff_ffffL));
    }

    /** Of eight digits at once, each in its byte. */
    private static long eight(long ascii) {
        long letters = (ascii >>> 6) & EACH;
        long digits = (ascii & (EACH * 0x0f)) + letters * 9;
        // Letters are those from 10 on, none is beyond 15, and written again they are what was read.
        boolean right = (((digits + EACH * 6) >>> 4) & EACH) == letters
                && (digits & (EACH * 0x10)) == 0
                && digits + EACH * '0' + letters * ('a' - 10 - '0') == ascii;
        if (!right) {
            return NONE;
        }
        long pairs = (digits | (digits >>> 4)) & 0x00ff_00ff_00ff_00ffL;
        long fours = (pairs | (pairs >>> 8)) & 0x0000_ffff_0000_ffffL;
        return (fours | (fours >>> 16)) & 0xffff_ffffL;
    }

    private static long oneByOne(byte[] ascii, int from, int length) {
        long value = 0;
        int wrong = 0;
        for (int i = from; i < from + length; i++) {
            int digit = ascii[i] < 0 ? -1 : DIGITS[ascii[i]];
            wrong |= digit;
            value = (value << 4) | (digit & 15);
        }
        return wrong < 0 ? NONE : value;
    }

    private static byte[] digits() {
        byte[] digits = new byte[Byte.MAX_VALUE + 1];
        for (int i = 0; i < digits.length; i++) {
            digits[i] = (byte) Trace.hexDigit((char) i);
        }
        return digits;
    }
}
