package dev.busway.bus.breaker;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who decides the state: what the calls show, or an operator. */
public enum Mode {
    AUTO,
    /** Held open by hand. */
    OPEN,
    /** Held closed by hand. */
    CLOSED;

    /** As operators say it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Mode> of(String word) {
        return Arrays.stream(values()).filter(mode -> mode.word().equals(word)).findFirst();
    }
}
