package dev.busway.http.channels;

import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;

/**
 * The header {@code Idempotency-Key}: the id of the message, so that a repeat is known as one. A quoted key (a structured
 * field) is the same as a bare one.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">the draft</a>
 */
public final class IdempotencyKey {
    /** The longest key, in characters. */
    public static final int MAX_CHARS = 255;

    private IdempotencyKey() {}

    /** The key. @throws ProblemException INVALID when it is empty, too long or not printable ASCII */
    public static String of(String header) {
        String key = header.trim();
        if (key.length() > 1 && key.startsWith("\"") && key.endsWith("\"")) {
            key = key.substring(1, key.length() - 1);
        }
        boolean printable = key.chars().allMatch(c -> c > ' ' && c <= '~');
        if (key.isEmpty() || key.length() > MAX_CHARS || !printable) {
            throw new ProblemException(
                    Kind.INVALID,
                    "The Idempotency-Key is empty, longer than " + MAX_CHARS + " characters, or not printable ASCII.",
                    "Send a UUID or another short text of your own.");
        }
        return key;
    }
}
