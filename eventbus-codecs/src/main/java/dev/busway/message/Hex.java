package dev.busway.message;

/** Lower-case hexadecimal digits in ASCII, straight from a wire's bytes: no text is made of them. */
final class Hex {
    /** Stands for digits that are none; every number of at most 15 digits is positive. */
    static final long NONE = -1;

    private static final byte[] DIGITS = digits();

    private Hex() {}

    /** The number of {@code length} digits, at most 15; {@link #NONE} if one of them is no digit. */
    static long number(byte[] ascii, int from, int length) {
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
