package dev.busway.contract;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A path of the HTTP door whose requests are passed on to a service.
 *
 * @param path as {@code /payments/*}: that path and all below it; as {@code /payments}: that one alone
 * @param service as it is registered
 * @param strip whether the service gets what stands for the {@code *} alone
 * @param policy which instance a request goes to
 * @param hashBy the header that {@link Policy#CONSISTENT_HASH} goes by; empty: the caller's address
 * @param timeout until the answer begins, the body of the request included
 * @param idle how long nothing may move once bodies pass
 * @param retries how often a request that may be repeated is sent again, 0 to {@link #MOST_RETRIES}
 * @param hedgeAfter from when on a second instance is asked too; empty: never
 * @param bodyLimit largest body of a request, bytes
 * @param maxInFlight requests of one node at once
 */
public record ProxyRoute(
        String path,
        String service,
        boolean strip,
        Policy policy,
        Optional<String> hashBy,
        Duration timeout,
        Duration idle,
        int retries,
        Optional<Duration> hedgeAfter,
        int bodyLimit,
        int maxInFlight) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    public static final Duration DEFAULT_IDLE = Duration.ofMinutes(1);
    public static final Duration SHORTEST = Duration.ofMillis(10);
    public static final Duration LONGEST = Duration.ofHours(1);
    public static final int DEFAULT_RETRIES = 2;
    public static final int MOST_RETRIES = 10;
    public static final int DEFAULT_BODY_LIMIT = 64 << 20;
    public static final int DEFAULT_MAX_IN_FLIGHT = 1_024;
    public static final int MOST_IN_FLIGHT = 100_000;

    private static final String BELOW = "/*";

    /** Which instance of the service a request goes to. */
    public enum Policy {
        ROUND_ROBIN,
        LEAST_REQUESTS,
        POWER_OF_TWO,
        CONSISTENT_HASH;

        /** As contracts write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whether all paths below are meant too. */
    public boolean below() {
        return path.endsWith(BELOW);
    }

    /** The path without its star: empty for {@code /*}. */
    public String prefix() {
        return below() ? path.substring(0, path.length() - BELOW.length()) : path;
    }
}
