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

    /** Of one round, when nobody says how many. */
    default int usualSeconds() {
        return 3;
    }

    /** Of an arm's warm-up: until then the compiler takes as much of the machine as what is measured. */
    default int usualWarmUpSeconds() {
        return 15;
    }
}
