package dev.busway.contract.compatibility;

import java.util.Locale;

/** What a difference asks of the next version's number, from the least to the most (Semantic Versioning 2.0.0). */
public enum Level {
    /** Nobody can tell. */
    COMPATIBLE,
    /** Something new; who follows the old contract goes on. */
    MINOR,
    /** Who follows the old contract may break. */
    MAJOR;

    /** As reports write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Level or(Level other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
