package dev.busway.bus.breaker;

import java.util.Locale;

/** What becomes of calls to one target. */
public enum BreakerState {
    /** Each is tried. */
    CLOSED(0),
    /** A few are tried; they decide. */
    HALF_OPEN(1),
    /** None is tried. */
    OPEN(2);

    private final int level;

    BreakerState(int level) {
        this.level = level;
    }

    /** As the metric says it. */
    int level() {
        return level;
    }

    /** As operators, events and metrics say it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
