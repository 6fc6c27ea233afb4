package dev.busway.postgres;

/** What the log tells, in the order of commits: a transaction begins, its rows and messages, its end. */
sealed interface Logged {
    /**
     * A transaction begins.
     *
     * @param xid its number, the lower half
     */
    record Begin(int xid) implements Logged {}

    /** A row that was inserted into the outbox. */
    record Inserted(RelayedRow row, int state) implements Logged {}

    /**
     * A message that is in the log alone.
     *
     * @param row its number is the negative of its position
     * @param number that a row of it would have had
     */
    record Emitted(RelayedRow row, long number) implements Logged {}

    /**
     * It has ended.
     *
     * @param end the position behind it
     */
    record Commit(long end) implements Logged {}
}
