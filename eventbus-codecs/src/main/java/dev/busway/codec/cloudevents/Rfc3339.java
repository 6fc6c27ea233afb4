package dev.busway.codec.cloudevents;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * Timestamps as text, to the millisecond: written in UTC with a fraction only where there is one, read with any offset and
 * any number of digits.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3339#section-5.6">RFC 3339 §5.6</a>
 */
public final class Rfc3339 {
    private static final int SECONDS_END = 19;
    private static final long DAY_MILLIS = 86_400_000L;
    private static final int ERA_YEARS = 400;
    private static final int ERA_DAYS = 146_097;
    /** From 0000-03-01, where the reckoning below begins, to 1970-01-01. */
    private static final int EPOCH_DAYS = 719_468;

    /** Stands for a time that is not written as we write it. */
    static final long UNUSUAL = Long.MIN_VALUE;

    /** The minute that was met last, by any thread: most times lie in it. */
    private static Minute lately = new Minute(0);

    /** Its fields are final, so another thread sees it whole. */
    private static final class Minute {
        static final int LENGTH = 17;
        static final int MILLIS = 60_000;
        private final long start;
        private final byte[] ascii;

        Minute(long start) {
            this.start = start;
            this.ascii = new byte[LENGTH];
            date(ascii, Math.floorDiv(start, DAY_MILLIS));
            int minutes = (int) Math.floorMod(start, DAY_MILLIS) / MILLIS;
            ascii[10] = 'T';
            digits(ascii, 11, 2, minutes / 60);
            ascii[13] = ':';
            digits(ascii, 14, 2, minutes % 60);
            ascii[16] = ':';
        }
    }

    private Rfc3339() {}

    /** The text of a time in the years 0 to 9999, in milliseconds since 1970. */
    public static String format(long millis) {
        return new String(ascii(millis), ISO_8859_1);
    }

    /** The same as its bytes, the caller's own. */
    public static byte[] ascii(long millis) {
        Minute minute = lately;
        long rest = millis - minute.start;
        if (rest < 0 || rest >= Minute.MILLIS) {
            rest = Math.floorMod(millis, (long) Minute.MILLIS);
            minute = new Minute(millis - rest);
            lately = minute;
        }
        int fraction = (int) rest % 1000;
        byte[] out = new byte[fraction == 0 ? SECONDS_END + 1 : SECONDS_END + 5];
        System.arraycopy(minute.ascii, 0, out, 0, Minute.LENGTH);
        digits(out, Minute.LENGTH, 2, (int) rest / 1000);
        if (fraction != 0) {
            out[SECONDS_END] = '.';
            digits(out, SECONDS_END + 1, 3, fraction);
        }
        out[out.length - 1] = 'Z';
        return out;
    }

    /** Civil date of a day number: years begin in March, so that the leap day comes last. */
    private static void date(byte[] out, long daysSince1970) {
        long shifted = daysSince1970 + EPOCH_DAYS;
        long era = Math.floorDiv(shifted, ERA_DAYS);
        int day = Math.floorMod(shifted, ERA_DAYS);
        int year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        int dayOfYear = day - (365 * year + year / 4 - year / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        digits(out, 0, 4, (int) (era * ERA_YEARS) + year + (month <= 2 ? 1 : 0));
        out[4] = '-';
        digits(out, 5, 2, month);
        out[7] = '-';
        digits(out, 8, 2, dayOfYear - (153 * marchMonth + 2) / 5 + 1);
    }

    /** Milliseconds since 1970; a finer fraction is cut. @throws IllegalArgumentException if it is no RFC 3339 time */
    public static long parse(String text) {
        if (text.length() <= SECONDS_END) {
            throw wrong(text);
        }
        int year = number(text, 0, 4, 0, 9999);
        int month = number(text, 5, 2, 1, 12);
        int day = number(text, 8, 2, 1, daysOf(year, month));
        int hour = number(text, 11, 2, 0, 23);
        int minute = number(text, 14, 2, 0, 59);
        // A leap second is the first moment of the next minute.
        int second = number(text, 17, 2, 0, 60);
        boolean joined = text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && (text.charAt(10) | 0x20) == 't'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':';
        if (!joined) {
            throw wrong(text);
        }
        int zone = SECONDS_END;
        int millis = 0;
        if (text.charAt(SECONDS_END) == '.') {
            zone = fractionEnd(text);
            for (int i = 1; i <= 3; i++) {
                int at = SECONDS_END + i;
                millis = millis * 10 + (at < zone ? text.charAt(at) - '0' : 0);
            }
        }
        long seconds =
                ((dayNumber(year, month, day) * 24 + hour) * 60 + minute - offsetMinutes(text, zone)) * 60 + second;
        return seconds * 1000 + millis;
    }

    /** As {@link #parse(String)}, from ASCII and for the form that {@link #format} gives; {@link #UNUSUAL} for all else. */
    static long parse(byte[] ascii) {
        boolean fraction = ascii.length == SECONDS_END + 5 && ascii[SECONDS_END] == '.';
        boolean joined = (fraction || ascii.length == SECONDS_END + 1)
                && ascii[4] == '-'
                && ascii[7] == '-'
                && ascii[10] == 'T'
                && ascii[13] == ':'
                && ascii[16] == ':'
                && ascii[ascii.length - 1] == 'Z';
        if (!joined) {
            return UNUSUAL;
        }
        int second = number(ascii, 17, 2);
        int millis = fraction ? number(ascii, SECONDS_END + 1, 3) : 0;
        Minute known = lately;
        if (Arrays.equals(ascii, 0, Minute.LENGTH, known.ascii, 0, Minute.LENGTH)
                && (second | millis) >= 0
                && second <= 59) {
            return known.start + second * 1000L + millis;
        }
        int year = number(ascii, 0, 4);
        int month = number(ascii, 5, 2);
        int day = number(ascii, 8, 2);
        int hour = number(ascii, 11, 2);
        int minute = number(ascii, 14, 2);
        boolean within = (year | month | day | hour | minute | second | millis) >= 0
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= daysOf(year, month)
                && hour <= 23
                && minute <= 59
                && second <= 59;
        if (!within) {
            return UNUSUAL;
        }
        long start = ((dayNumber(year, month, day) * 24 + hour) * 60 + minute) * Minute.MILLIS;
        lately = new Minute(start);
        return start + second * 1000L + millis;
    }

    /** Negative if one of them is no digit. */
    private static int number(byte[] ascii, int from, int length) {
        int value = 0;
        int wrong = 0;
        for (int i = from; i < from + length; i++) {
            int digit = ascii[i] - '0';
            wrong |= digit | (9 - digit);
            value = value * 10 + digit;
        }
        return wrong < 0 ? -1 : value;
    }

    private static int fractionEnd(String text) {
        int at = SECONDS_END + 1;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == SECONDS_END + 1) {
            throw wrong(text);
        }
        return at;
    }

    private static int offsetMinutes(String text, int at) {
        int left = text.length() - at;
        if (left == 1 && (text.charAt(at) | 0x20) == 'z') {
            return 0;
        }
        if (left != 6 || text.charAt(at + 3) != ':' || (text.charAt(at) != '+' && text.charAt(at) != '-')) {
            throw wrong(text);
        }
        int minutes = number(text, at + 1, 2, 0, 23) * 60 + number(text, at + 4, 2, 0, 59);
        return text.charAt(at) == '-' ? -minutes : minutes;
    }

    private static long dayNumber(int year, int month, int day) {
        long marchYear = month <= 2 ? year - 1L : year;
        long era = Math.floorDiv(marchYear, ERA_YEARS);
        long yearOfEra = Math.floorMod(marchYear, ERA_YEARS);
        int marchMonth = month > 2 ? month - 3 : month + 9;
        long dayOfYear = (153L * marchMonth + 2) / 5 + day - 1;
        return era * ERA_DAYS + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - EPOCH_DAYS;
    }

    private static int daysOf(int year, int month) {
        if (month == 2) {
            return year % 4 == 0 && (year % 100 != 0 || year % ERA_YEARS == 0) ? 29 : 28;
        }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    private static int number(String text, int from, int length, int least, int most) {
        int value = 0;
        for (int i = from; i < from + length; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw wrong(text);
            }
            value = value * 10 + digit;
        }
        if (value < least || value > most) {
            throw wrong(text);
        }
        return value;
    }

    private static void digits(byte[] out, int from, int length, int value) {
        int left = value;
        for (int i = from + length - 1; i >= from; i--) {
            out[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("must be an RFC 3339 time such as 2026-01-31T12:00:00Z, not: " + text);
    }
}
