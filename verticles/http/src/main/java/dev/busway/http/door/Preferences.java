package dev.busway.http.door;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a caller would like, {@code Prefer: respond-async, wait=10}; anything else in it is ignored, as the standard says.
 *
 * @param mode when to answer
 * @param waitSeconds how long the caller waits, cut to the bound; 0 where it does not say
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7240">RFC 7240</a>
 */
public record Preferences(Mode mode, int waitSeconds) {
    private static final CharSequence PREFER = HttpHeaders.createOptimized("prefer");

    public static final Preferences NONE = new Preferences(Mode.AS_DECLARED, 0);

    /** When to answer. */
    public enum Mode {
        AS_DECLARED,
        RESPOND_ASYNC
    }

    /** Reads all {@code Prefer} headers. */
    public static Preferences of(MultiMap headers, Duration maxWait) {
        return headers.contains(PREFER) ? parse(String.join(",", headers.getAll(PREFER)), maxWait) : NONE;
    }

    /** Reads the text of one. */
    public static Preferences parse(@Nullable String prefer, Duration maxWait) {
        if (prefer == null) {
            return NONE;
        }
        Mode mode = Mode.AS_DECLARED;
        int wait = 0;
        for (String part : prefer.split("[,;]", -1)) {
            String word = part.trim().toLowerCase(Locale.ROOT);
            if (word.equals("respond-async")) {
                mode = Mode.RESPOND_ASYNC;
            } else if (word.startsWith("wait") && wait == 0) {
                wait = seconds(word.substring("wait".length()).trim(), maxWait);
            }
        }
        return new Preferences(mode, wait);
    }

    private static int seconds(String rest, Duration maxWait) {
        String digits = rest.startsWith("=") ? rest.substring(1).trim().replace("\"", "") : "";
        boolean number =
                !digits.isEmpty() && digits.length() <= 9 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? (int) Math.min(Long.parseLong(digits), maxWait.toSeconds()) : 0;
    }

    public Optional<Duration> waits() {
        return waitSeconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(waitSeconds));
    }
}
