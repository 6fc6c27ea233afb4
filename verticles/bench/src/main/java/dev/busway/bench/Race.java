package dev.busway.bench;

/** One comparison. */
public interface Race {
    /** Runs to the end and gives the last line. */
    String run(Duel.Settings settings) throws Exception;

    /** Fewer rounds would prove nothing. */
    default int fewestRounds() {
        return 5;
    }

    /** When nobody says how many. */
    default int usualRounds() {
        return 7;
    }
}
