package dev.busway.contract.compatibility;

/** How the values that a schema takes have changed. */
enum Shift {
    /** The same values, in other words. */
    WORDS,
    /** A property that may be left out and is let through by who does not know it. */
    ROOM,
    /** Not all that were taken before. */
    NARROWER,
    /** All that were taken before, and others. */
    WIDER,
    /** Others: some of before may be gone, some may be new. */
    OTHER;

    /** The same seen from the other end. */
    Shift turned() {
        return switch (this) {
            case NARROWER -> WIDER;
            case WIDER -> NARROWER;
            default -> this;
        };
    }
}
