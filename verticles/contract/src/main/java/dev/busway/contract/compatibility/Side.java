package dev.busway.contract.compatibility;

/** Who stands at the other end of a channel, and follows the old contract. */
enum Side {
    /** They send as before; the new schema must take it. */
    SENDERS,
    /** They get what is sent by the new schema; the old one must take it. */
    RECEIVERS,
    BOTH;

    Level level(Shift shift) {
        return switch (shift) {
            case WORDS -> Level.COMPATIBLE;
            case ROOM -> Level.MINOR;
            case NARROWER -> this == RECEIVERS ? Level.MINOR : Level.MAJOR;
            case WIDER -> this == SENDERS ? Level.MINOR : Level.MAJOR;
            case OTHER -> Level.MAJOR;
        };
    }

    /** What a shift does to them. */
    String effect(Shift shift) {
        if (level(shift) != Level.MAJOR) {
            return shift == Shift.WORDS ? "no value is taken otherwise" : "who follows the old contract goes on";
        }
        boolean sent = shift != Shift.WIDER && this != RECEIVERS;
        boolean got = shift != Shift.NARROWER && this != SENDERS;
        if (sent && got) {
            return "who sends as before may be refused, and who receives may get what it does not know";
        }
        return sent ? "who sends as before may be refused" : "who receives may get what it does not know";
    }

    Side and(Side other) {
        return this == other ? this : BOTH;
    }
}
