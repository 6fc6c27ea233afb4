package dev.busway.postgres;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The ways to publish what is in the outbox. */
enum RelayEngine {
    /** Reads the table when it is woken. */
    POLL,
    /** Reads the database's log; the table is read for what cannot be sent at once. */
    LOG,
    /** As {@link #LOG}; what callers send is in the log alone, and no row is written for it. */
    MESSAGE;

    static final List<String> WORDS =
            Arrays.stream(values()).map(RelayEngine::word).toList();

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for no such word */
    static RelayEngine of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Whether the log is read. */
    boolean tails() {
        return this != POLL;
    }
}
