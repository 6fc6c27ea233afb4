package dev.busway.contract;

import java.time.Duration;
import java.util.Optional;

/** Reads the {@code breaker} of one operation. */
final class BreakerReader {
    private static final String KEY = "breaker";
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private BreakerReader() {}

    /**
     * The breaker; empty where the operation has none.
     *
     * @param settings the operation's own section
     * @param timeout of the operation: what takes longer has failed already
     */
    static Optional<BreakerSpec> read(Section settings, OperationSpec.Action action, Duration timeout) {
        if (!settings.has(KEY)) {
            return Optional.empty();
        }
        if (action == OperationSpec.Action.SEND) {
            settings.fault(
                    KEY,
                    "A breaker guards the calls to an operation that receives, and this one sends.",
                    "Put it on the operation with action: receive; whoever calls it keeps to it.");
        }
        BreakerSpec defaults = BreakerSpec.DEFAULTS;
        Section breaker = settings.section(KEY);
        int failureRate = breaker.number("failureRate", 1, 100).orElse(defaults.failureRate());
        int window = breaker.number("window", BreakerSpec.SMALLEST_WINDOW, BreakerSpec.LARGEST_WINDOW)
                .orElse(defaults.window());
        int minimumCalls = breaker.number("minimumCalls", 1, BreakerSpec.LARGEST_WINDOW)
                .orElse(Math.min(window, defaults.minimumCalls()));
        Duration openFor = breaker.duration("openFor", BreakerSpec.SHORTEST_OPEN, BreakerSpec.LONGEST_OPEN)
                .orElse(defaults.openFor());
        int probes = breaker.number("probes", 1, BreakerSpec.MOST_PROBES).orElse(defaults.probes());
        Optional<Duration> slowCall = breaker.duration("slowCall", SHORTEST, OperationReader.LONGEST);
        int slowRate = breaker.number("slowRate", 1, 100).orElse(failureRate);
        breaker.end();
        if (minimumCalls > window) {
            breaker.fault(
                    "minimumCalls",
                    breaker.path() + ".minimumCalls is " + minimumCalls + ", and the window holds only " + window
                            + " calls: the circuit would never open.",
                    "Make it at most " + window + ", or the window larger.");
        }
        if (slowCall.isPresent() && slowCall.get().compareTo(timeout) >= 0) {
            breaker.fault(
                    "slowCall",
                    breaker.path() + ".slowCall is " + Section.word(slowCall.get()) + ", and the operation's timeout "
                            + Section.word(timeout) + ": no call would be slow.",
                    "Make it less than the timeout.");
        }
        if (breaker.has("slowRate") && !breaker.has("slowCall")) {
            breaker.fault(
                    "slowRate",
                    breaker.path() + ".slowRate is given, but not from when on a call is slow.",
                    "Add slowCall, like slowCall: 1s, or leave slowRate out.");
        }
        return Optional.of(new BreakerSpec(failureRate, window, minimumCalls, openFor, probes, slowCall, slowRate));
    }
}
