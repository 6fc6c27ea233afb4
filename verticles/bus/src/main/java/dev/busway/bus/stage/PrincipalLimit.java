package dev.busway.bus.stage;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem;
import io.vertx.core.Future;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Lets one principal (whoever a door knows the caller as) have at most so many calls of an operation at once, so that one of them cannot take all the places of
 * {@link Limit}. Refuses the next one with BUSY on the spot. Only who has calls on their way is kept, so the table is never larger
 * than the calls in flight. Safe on any thread.
 */
public final class PrincipalLimit {
    private final int most;
    private final Outcome busy;
    private final LongAdder refused = new LongAdder();
    private final ConcurrentHashMap<String, Integer> inFlight = new ConcurrentHashMap<>();

    /**
     * A limit of its own for each principal.
     *
     * @param what is limited, for the refusal: {@code the operation createOrder}
     * @param most 1 to 1,000,000
     */
    public PrincipalLimit(String what, int most) {
        this.most = most;
        this.busy = new Outcome.Refused(Problem.of(
                        Problem.Kind.BUSY,
                        "One caller may have " + most + " messages of " + what
                                + " in flight on this node, and this one has them.",
                        "Wait for an answer first, or raise limit.perPrincipal in the contract.")
                .retryAfter(Limit.RETRY_AFTER));
    }

    /** Calls, where this caller may; its place is given back when the outcome is there, whatever it is. */
    public Future<Outcome> call(String principal, Supplier<Future<Outcome>> call) {
        if (!enter(principal)) {
            refused.increment();
            return Future.succeededFuture(busy);
        }
        Future<Outcome> called;
        try {
            called = call.get();
        } catch (RuntimeException broken) {
            leave(principal);
            throw broken;
        }
        if (called.isComplete()) {
            leave(principal);
            return called;
        }
        return called.onComplete((outcome, never) -> leave(principal));
    }

    /** How many principals have calls on their way. */
    public int principals() {
        return inFlight.size();
    }

    /** How many calls were refused since the node began. */
    public long refused() {
        return refused.sum();
    }

    private boolean enter(String principal) {
        // One more than the most is never stored: who is refused leaves no trace.
        int[] before = new int[1];
        inFlight.compute(principal, (who, calls) -> {
            before[0] = calls == null ? 0 : calls;
            return Math.min(before[0] + 1, most);
        });
        return before[0] < most;
    }

    private void leave(String principal) {
        inFlight.computeIfPresent(principal, (who, calls) -> calls == 1 ? null : calls - 1);
    }
}
