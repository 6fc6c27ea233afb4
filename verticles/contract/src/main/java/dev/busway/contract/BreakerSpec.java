package dev.busway.contract;

import java.time.Duration;
import java.util.Optional;

/**
 * When calls of an operation are no longer tried.
 *
 * @param failureRate percent of failed calls in the window at which the circuit opens, 1 to 100
 * @param window how many of the last calls count, 10 to 10,000
 * @param minimumCalls how many must be in the window before it is judged, 1 to {@code window}
 * @param openFor how long an open circuit refuses before it tries again, 100 ms to 1 h
 * @param probes how many calls are let through to try, 1 to 100
 * @param slowCall from when on a call is slow, 1 ms to less than the operation's timeout; empty: none is
 * @param slowRate percent of slow calls in the window at which the circuit opens, 1 to 100
 */
public record BreakerSpec(
        int failureRate,
        int window,
        int minimumCalls,
        Duration openFor,
        int probes,
        Optional<Duration> slowCall,
        int slowRate) {

    public static final BreakerSpec DEFAULTS =
            new BreakerSpec(50, 100, 20, Duration.ofSeconds(5), 3, Optional.empty(), 50);
    public static final int SMALLEST_WINDOW = 10;
    public static final int LARGEST_WINDOW = 10_000;
    public static final int MOST_PROBES = 100;
    public static final Duration SHORTEST_OPEN = Duration.ofMillis(100);
    public static final Duration LONGEST_OPEN = Duration.ofHours(1);
}
