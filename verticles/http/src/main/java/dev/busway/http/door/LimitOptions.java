package dev.busway.http.door;

import dev.busway.config.Section;
import java.time.Duration;

/**
 * What the door of one node takes at most; each limit answers with its own problem.
 *
 * @param bodyBytes of one request, 1 kB to 64 MB: more is 413
 * @param headerBytes of one request's head, 1 kB to 64 kB: more is 431
 * @param connections open at once, 1 to 100,000: more are answered 503 and closed
 * @param inFlight requests that wait for their answer, 1 to 1,000,000: more are 503
 * @param idleTimeout closes a connection on which no byte moved, 5 s to 1 h
 * @param bodyTime longest time from a request's head to the end of its body, 1 s to 10 min: longer is 408
 * @param maxWait longest {@code Prefer: wait}, 1 s to 60 s; a longer one is cut to it
 */
public record LimitOptions(
        int bodyBytes,
        int headerBytes,
        int connections,
        int inFlight,
        Duration idleTimeout,
        Duration bodyTime,
        Duration maxWait) {
    public static final LimitOptions DEFAULTS = new LimitOptions(
            1_048_576, 16_384, 10_000, 10_000, Duration.ofSeconds(75), Duration.ofSeconds(30), Duration.ofSeconds(60));

    /** Reads its keys, which stand in the section {@code http} itself. */
    public static LimitOptions from(Section http) {
        return new LimitOptions(
                http.number("bodyLimit", DEFAULTS.bodyBytes, 1_024, 67_108_864),
                http.number("headerLimit", DEFAULTS.headerBytes, 1_024, 65_536),
                http.number("maxConnections", DEFAULTS.connections, 1, 100_000),
                http.number("maxInFlight", DEFAULTS.inFlight, 1, 1_000_000),
                http.duration("idleTimeout", DEFAULTS.idleTimeout, Duration.ofSeconds(5), Duration.ofHours(1)),
                http.duration("bodyTimeout", DEFAULTS.bodyTime, Duration.ofSeconds(1), Duration.ofMinutes(10)),
                http.duration("maxWait", DEFAULTS.maxWait, Duration.ofSeconds(1), Duration.ofSeconds(60)));
    }
}
