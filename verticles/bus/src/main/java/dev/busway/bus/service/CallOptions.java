package dev.busway.bus.service;

import java.time.Duration;
import java.util.Optional;

/**
 * How a service is called.
 *
 * @param timeout of a call with all its repetitions
 * @param retries how often a call that may be repeated is sent again at most
 * @param retryShare of the calls that may be repetitions, over time: 0.1 is one in ten; so that who is overloaded is not called
 *     more often for it
 * @param hedgeAfter a call that may be repeated and has no answer by then is sent to a second instance too; the first answer counts
 * @param failures in a row after which an instance is left out
 * @param leftOut for how long at first; twice as long each time, {@link #LONGEST_LEFT_OUT} at most
 * @param mostLeftOut share of the instances that are left out at most, 0 to 1
 * @param connections to one instance at most; what is more waits for one
 */
public record CallOptions(
        Policy policy,
        Duration timeout,
        int retries,
        double retryShare,
        Optional<Duration> hedgeAfter,
        int failures,
        Duration leftOut,
        double mostLeftOut,
        int connections) {
    public static final Duration LONGEST_LEFT_OUT = Duration.ofMinutes(1);

    public static final CallOptions DEFAULTS = new CallOptions(
            Policy.POWER_OF_TWO, Duration.ofSeconds(5), 2, 0.1, Optional.empty(), 5, Duration.ofSeconds(5), 0.5, 64);

    public CallOptions {
        if (timeout.isNegative()
                || timeout.isZero()
                || retries < 0
                || failures < 1
                || connections < 1
                || leftOut.isNegative()) {
            throw new IllegalArgumentException(
                    "a timeout, failures and connections are more than 0; retries and leftOut no less");
        }
        if (!(retryShare >= 0 && retryShare <= 1 && mostLeftOut >= 0 && mostLeftOut <= 1)) {
            throw new IllegalArgumentException("shares are between 0 and 1");
        }
    }

    public CallOptions with(Policy other) {
        return new CallOptions(
                other, timeout, retries, retryShare, hedgeAfter, failures, leftOut, mostLeftOut, connections);
    }

    /** The same, which sends to a second instance after so long. */
    public CallOptions hedged(Duration after) {
        return new CallOptions(
                policy, timeout, retries, retryShare, Optional.of(after), failures, leftOut, mostLeftOut, connections);
    }

    public CallOptions within(Duration other) {
        return new CallOptions(
                policy, other, retries, retryShare, hedgeAfter, failures, leftOut, mostLeftOut, connections);
    }

    /** The same, with another number of repetitions. */
    public CallOptions retrying(int most) {
        return new CallOptions(
                policy, timeout, most, retryShare, hedgeAfter, failures, leftOut, mostLeftOut, connections);
    }

    /** The same, with another number of connections to one instance. */
    public CallOptions connecting(int most) {
        return new CallOptions(policy, timeout, retries, retryShare, hedgeAfter, failures, leftOut, mostLeftOut, most);
    }
}
