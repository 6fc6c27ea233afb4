package dev.busway.contract;

/** What a channel promises about each of its messages. */
public enum Delivery {
    /** Each send ends in success or in a typed failure before its deadline; never in silence. */
    BEST_EFFORT("best-effort"),
    /** Accepted means durable; delivered again until handled or dead-lettered. */
    AT_LEAST_ONCE("at-least-once"),
    /** The effect happens once, however often and whichever way the message comes; a repeat gets the first answer. */
    EFFECTIVELY_ONCE("effectively-once");

    private final String word;

    Delivery(String word) {
        this.word = word;
    }

    /** As contracts write it. */
    public String word() {
        return word;
    }

    /** Whether an accepted message outlives the death of every node. */
    public boolean durable() {
        return this != BEST_EFFORT;
    }
}
