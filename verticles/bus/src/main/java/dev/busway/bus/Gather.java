package dev.busway.bus;

import java.time.Duration;

/**
 * When a {@code gather} has enough answers, and how long it waits for them.
 *
 * @param within the longest wait, 1 ms to 1 h
 */
public record Gather(GatherRule rule, Duration within) {
    public static final Duration DEFAULT_WAIT = Duration.ofSeconds(2);
    public static final Duration LONGEST_WAIT = Duration.ofHours(1);
    /** A gather ends with this many answers at the latest. */
    public static final int MOST_ANSWERS = 1_000;

    /** {@link #all()}, made once. */
    static final Gather ALL = new Gather(new GatherRule.All(), DEFAULT_WAIT);

    public Gather {
        if (within.toMillis() < 1 || within.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("a gather waits 1 ms to 1 h, not " + within.toMillis() + " ms");
        }
    }

    /**
     * The first {@code n} replies; fewer are not enough.
     *
     * @param n 1 to {@value #MOST_ANSWERS}
     */
    public static Gather first(int n) {
        return by(new GatherRule.First(n));
    }

    /** Everybody who is known when the question is asked has replied or refused; one who is silent is one too few. */
    public static Gather all() {
        return ALL;
    }

    /** Replies of more than half of those who are known when the question is asked. */
    public static Gather quorum() {
        return by(new GatherRule.Quorum(GatherRule.Quorum.THOSE_KNOWN));
    }

    /**
     * Replies of more than half of so many.
     *
     * @param of 1 to {@value #MOST_ANSWERS}
     */
    public static Gather quorum(int of) {
        return by(new GatherRule.Quorum(of));
    }

    /** Whatever comes in time; ends early only when everybody who can answer has. */
    public static Gather untilDeadline() {
        return by(new GatherRule.UntilDeadline());
    }

    private static Gather by(GatherRule rule) {
        return new Gather(rule, DEFAULT_WAIT);
    }

    public Gather within(Duration wait) {
        return new Gather(rule, wait);
    }
}
