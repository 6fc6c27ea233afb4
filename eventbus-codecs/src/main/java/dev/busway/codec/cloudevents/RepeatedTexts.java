package dev.busway.codec.cloudevents;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The texts of values that come again and again, as types and sources do: found by their bytes, so that they are neither decoded nor
 * checked anew. Bounded: what comes newly to a place takes it. Safe on any thread.
 */
final class RepeatedTexts {
    private static final int PLACES = 256;
    /** Longer ones are hardly repeated, and memory is theirs for good. */
    private static final int LONGEST = 128;

    private final @Nullable Known[] places = new Known[PLACES];

    /** Both fields are final, so another thread sees it whole or not at all. */
    private static final class Known {
        private final byte[] bytes;
        private final String text;

        Known(byte[] bytes, String text) {
            this.bytes = bytes;
            this.text = text;
        }
    }

    /** The text of these bytes; {@code null} where it is not known. */
    @Nullable
    String of(byte[] value) {
        Known known = places[place(value)];
        return known != null && Arrays.equals(known.bytes, value) ? known.text : null;
    }

    /** @param value given away */
    void learn(byte[] value, String text) {
        if (value.length <= LONGEST) {
            places[place(value)] = new Known(value, text);
        }
    }

    private static int place(byte[] value) {
        int length = value.length;
        return length == 0 ? 0 : (length * 31 + value[length - 1] * 7 + value[length / 2]) & (PLACES - 1);
    }
}
