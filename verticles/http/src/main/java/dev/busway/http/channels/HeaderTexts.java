package dev.busway.http.channels;

import io.netty.util.AsciiString;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Texts that come again and again as header values, types and sources of messages, as bytes made once. Safe on any thread.
 * Once {@link #MOST} are kept, others are made anew each time.
 */
final class HeaderTexts {
    /** How many texts are kept: more types than a node has. */
    static final int MOST = 1_024;

    private static final Map<String, AsciiString> KEPT = new ConcurrentHashMap<>();

    private HeaderTexts() {}

    /** The text for a header; {@code null} where the HTTP binding does not write it as it is. */
    static @Nullable AsciiString of(String text) {
        AsciiString kept = KEPT.get(text);
        if (kept != null) {
            return kept;
        }
        if (!isPlain(text)) {
            return null;
        }
        AsciiString made = new AsciiString(text);
        if (KEPT.size() < MOST) {
            KEPT.put(text, made);
        }
        return made;
    }

    /** Whether the HTTP binding writes this text as it is. */
    static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~' || c == '"' || c == '%') {
                return false;
            }
        }
        return true;
    }
}
