package dev.busway.bench.outbox;

import java.util.Locale;

/** Our relay's engines. */
enum Engine {
    POLL,
    LOG,
    MESSAGE;

    /** Its word in {@code postgres.relay}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String title() {
        return "ours: " + word();
    }
}
