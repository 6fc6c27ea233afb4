package dev.busway.bus.breaker;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import dev.busway.contract.BreakerSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The breaker of one operation and one target on this node, with its name and its past. Safe on any thread. */
public final class Circuit {
    /** An operator's last decision about it. */
    public record Hand(Mode mode, String by, String reason, Instant at) {}

    /** Its last change. */
    public record Change(Transition transition, Instant at) {}

    private final String operation;
    private final String target;
    private final LongSupplier clock;
    private final Breaker breaker;
    private volatile Consumer<BreakerState> counted = state -> {};
    private volatile @Nullable Hand hand;
    private volatile @Nullable Change change;
    /** When it was last asked; who writes last wins, which is near enough. */
    private long askedAt;

    Circuit(String operation, String target, BreakerSpec spec, LongSupplier clock, Ledger ledger) {
        this.operation = operation;
        this.target = target;
        this.clock = clock;
        this.askedAt = clock.getAsLong();
        this.breaker = new RateBreaker(spec, transition -> {
            change = new Change(transition, Instant.now());
            counted.accept(transition.to());
            ledger.changed(this, transition);
        });
    }

    void countedBy(Consumer<BreakerState> counter) {
        counted = counter;
    }

    /** As operators name it: {@code createOrder@orders}. */
    public String name() {
        return name(operation, target);
    }

    static String name(String operation, String target) {
        return operation + "@" + target;
    }

    public String operation() {
        return operation;
    }

    public String target() {
        return target;
    }

    public Standing standing() {
        return breaker.standing(clock.getAsLong());
    }

    /** What an operator decided last; empty where none ever did. */
    public Optional<Hand> hand() {
        return Optional.ofNullable(hand);
    }

    public Optional<Change> lastChange() {
        return Optional.ofNullable(change);
    }

    /** The time that {@link #enter} and {@link #leave} go by. */
    public long now() {
        return clock.getAsLong();
    }

    /** As {@link Breaker#enter}. */
    public long enter(long now) {
        askedAt = now;
        return breaker.enter(now);
    }

    /** The call that entered at {@code began} with this pass has ended. */
    public void leave(long pass, Outcome outcome, long began, long patienceNanos) {
        long now = clock.getAsLong();
        long took = now - began;
        breaker.leave(pass, Evidence.of(outcome, took, patienceNanos), took, now);
    }

    /** What is told to who may not enter. */
    public Outcome refusal(long now) {
        Standing standing = breaker.standing(now);
        String why = standing.mode() == Mode.OPEN
                ? "An operator has opened the circuit of the operation " + operation + " to " + target
                : "Too many of the last calls of the operation " + operation + " to " + target + " failed or were slow";
        return new Outcome.Refused(Problem.of(
                        Problem.Kind.CIRCUIT_OPEN,
                        why + ", so this one was not tried.",
                        "Send it again when the time to wait is over; busway breakers list shows how it stands.")
                .retryAfter(Duration.ofMillis(Math.max(1, standing.leftNanos() / 1_000_000))));
    }

    void set(Hand decided) {
        hand = decided;
        breaker.set(decided.mode(), clock.getAsLong());
    }

    long idleNanos(long now) {
        return now - askedAt;
    }
}
