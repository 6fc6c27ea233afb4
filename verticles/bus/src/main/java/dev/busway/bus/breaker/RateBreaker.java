package dev.busway.bus.breaker;

import dev.busway.contract.BreakerSpec;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Opens when the rate of failed or of slow calls in a sliding window is too high, refuses for a while, then lets a few calls
 * through, which decide. Every state has a number, and it is the pass of the calls that began in it: a result that comes when the
 * number has changed is late and changes nothing. Where probes hang, the next ones go when the time of refusing is over once more.
 */
public final class RateBreaker implements Breaker {
    private final BreakerSpec spec;
    private final long openNanos;
    private final long slowNanos;
    private final Consumer<Transition> told;
    private final Window window;

    /** The pass while every call is tried, else {@link #REFUSED}: a call begins without the lock. */
    private volatile long flowing = 1;

    private long generation = 1;
    private BreakerState state = BreakerState.CLOSED;
    private Mode mode = Mode.AUTO;
    private long since;
    private int issued;
    private int ended;
    private int failed;
    private int slow;

    private long sawHealthy;
    private long sawFailed;
    private long sawSlow;
    private long sawUncounted;
    private long sawLate;
    private long sawRefused;

    /** @param told of each change of the state, in order, under the breaker's lock: it must neither wait nor throw */
    public RateBreaker(BreakerSpec spec, Consumer<Transition> told) {
        this.spec = spec;
        this.openNanos = spec.openFor().toNanos();
        this.slowNanos = spec.slowCall().map(Duration::toNanos).orElse(Long.MAX_VALUE);
        this.told = told;
        this.window = new Window(spec.window());
    }

    @Override
    public long enter(long now) {
        long pass = flowing;
        return pass == REFUSED ? ask(now) : pass;
    }

    private synchronized long ask(long now) {
        if (state == BreakerState.CLOSED) {
            return generation;
        }
        boolean waited = mode == Mode.AUTO && now - since >= openNanos;
        if (state == BreakerState.OPEN && waited) {
            move(BreakerState.HALF_OPEN, Transition.Cause.WAITED, now);
        } else if (state == BreakerState.HALF_OPEN && issued == spec.probes() && waited) {
            renew(now);
        }
        if (state == BreakerState.OPEN || issued == spec.probes()) {
            sawRefused++;
            return REFUSED;
        }
        issued++;
        return generation;
    }

    @Override
    public synchronized void leave(long pass, Evidence evidence, long tookNanos, long now) {
        Pace pace = tookNanos >= slowNanos ? Pace.SLOW : Pace.FAST;
        count(pass, evidence, pace);
        if (pass != generation) {
            return;
        }
        if (state == BreakerState.HALF_OPEN) {
            probed(evidence, pace, now);
        } else if (evidence == Evidence.HEALTHY || evidence == Evidence.FAILING) {
            window.add(evidence, pace);
            if (mode == Mode.AUTO && window.calls() >= spec.minimumCalls()) {
                judge(now);
            }
        }
    }

    private void judge(long now) {
        if (reaches(window.failed(), window.calls(), spec.failureRate())) {
            move(BreakerState.OPEN, Transition.Cause.FAILURES, now);
        } else if (reaches(window.slow(), window.calls(), spec.slowRate())) {
            move(BreakerState.OPEN, Transition.Cause.SLOW_CALLS, now);
        }
    }

    private void probed(Evidence evidence, Pace pace, long now) {
        if (evidence == Evidence.NONE) {
            issued--;
            return;
        }
        ended++;
        failed += evidence == Evidence.FAILING ? 1 : 0;
        slow += evidence != Evidence.ALIVE && pace == Pace.SLOW ? 1 : 0;
        if (reaches(failed, spec.probes(), spec.failureRate()) || reaches(slow, spec.probes(), spec.slowRate())) {
            move(BreakerState.OPEN, Transition.Cause.PROBES_FAILED, now);
        } else if (ended == spec.probes()) {
            move(BreakerState.CLOSED, Transition.Cause.PROBES_PASSED, now);
        }
    }

    /** At least one, at least so many in a hundred. */
    private static boolean reaches(int part, int all, int percent) {
        return part * 100L >= (long) all * percent;
    }

    private void count(long pass, Evidence evidence, Pace pace) {
        if (pass != generation) {
            sawLate++;
        } else if (evidence == Evidence.HEALTHY || evidence == Evidence.FAILING) {
            sawHealthy += evidence == Evidence.HEALTHY ? 1 : 0;
            sawFailed += evidence == Evidence.FAILING ? 1 : 0;
            sawSlow += pace == Pace.SLOW ? 1 : 0;
        } else {
            sawUncounted++;
        }
    }

    @Override
    public synchronized void set(Mode wanted, long now) {
        if (wanted == mode) {
            return;
        }
        Mode before = mode;
        mode = wanted;
        BreakerState next =
                switch (wanted) {
                    case OPEN -> BreakerState.OPEN;
                    case CLOSED -> BreakerState.CLOSED;
                    case AUTO -> before == Mode.OPEN ? BreakerState.HALF_OPEN : BreakerState.CLOSED;
                };
        move(next, Transition.Cause.BY_HAND, now);
    }

    private void move(BreakerState next, Transition.Cause cause, long now) {
        Transition transition = state == BreakerState.HALF_OPEN
                ? new Transition(state, next, cause, ended, failed, slow)
                : new Transition(state, next, cause, window.calls(), window.failed(), window.slow());
        state = next;
        window.clear();
        renew(now);
        flowing = next == BreakerState.CLOSED ? generation : REFUSED;
        if (transition.from() != next) {
            told.accept(transition);
        }
    }

    /** Whatever began before is late from now on. */
    private void renew(long now) {
        generation++;
        since = now;
        issued = 0;
        ended = 0;
        failed = 0;
        slow = 0;
    }

    @Override
    public synchronized Standing standing(long now) {
        boolean half = state == BreakerState.HALF_OPEN;
        Standing.Seen seen = new Standing.Seen(sawHealthy, sawFailed, sawSlow, sawUncounted, sawLate, sawRefused);
        return new Standing(
                state,
                mode,
                half ? ended : window.calls(),
                half ? failed : window.failed(),
                half ? slow : window.slow(),
                left(now),
                seen);
    }

    private long left(long now) {
        if (mode == Mode.OPEN) {
            return openNanos;
        }
        boolean refuses = state == BreakerState.OPEN || (state == BreakerState.HALF_OPEN && issued == spec.probes());
        return refuses ? Math.max(0, openNanos - (now - since)) : 0;
    }
}
