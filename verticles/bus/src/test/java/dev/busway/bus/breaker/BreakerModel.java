package dev.busway.bus.breaker;

import dev.busway.contract.BreakerSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a breaker does, written once more and as plainly as can be: everything is kept and counted again at each step. */
final class BreakerModel {
    /** One call that was tried, and the phase that it began in. */
    static final class Call {
        final Phase phase;

        Call(Phase phase) {
            this.phase = phase;
        }
    }

    /** One end of a call. */
    record End(Evidence evidence, boolean slow) {}

    /** The time between two changes; a new round of probes is a phase of its own. */
    static final class Phase {
        final BreakerState state;
        final long began;
        final List<End> ends = new ArrayList<>();
        int places;

        Phase(BreakerState state, long began) {
            this.state = state;
            this.began = began;
        }
    }

    private final BreakerSpec spec;
    private Phase phase = new Phase(BreakerState.CLOSED, 0);
    private Mode mode = Mode.AUTO;
    int changes;

    BreakerModel(BreakerSpec spec) {
        this.spec = spec;
    }

    /** The call; {@code null}: refused. */
    @Nullable
    Call enter(long now) {
        boolean over = mode == Mode.AUTO && now - phase.began >= spec.openFor().toNanos();
        if (phase.state == BreakerState.OPEN && over) {
            begin(BreakerState.HALF_OPEN, now);
        }
        if (phase.state == BreakerState.HALF_OPEN && phase.places == spec.probes() && over) {
            begin(BreakerState.HALF_OPEN, now);
        }
        boolean full = phase.state == BreakerState.HALF_OPEN && phase.places == spec.probes();
        if (phase.state == BreakerState.OPEN || full) {
            return null;
        }
        phase.places++;
        return new Call(phase);
    }

    void leave(Call call, Evidence evidence, long took, long now) {
        if (call.phase != phase) {
            return;
        }
        boolean slow =
                spec.slowCall().isPresent() && took >= spec.slowCall().get().toNanos();
        boolean half = phase.state == BreakerState.HALF_OPEN;
        if (half && evidence == Evidence.NONE) {
            phase.places--;
        } else if (evidence == Evidence.HEALTHY || evidence == Evidence.FAILING || half) {
            phase.ends.add(new End(evidence, slow && evidence != Evidence.ALIVE));
        }
        int all = half ? spec.probes() : calls();
        boolean judged = half || (mode == Mode.AUTO && calls() >= spec.minimumCalls());
        boolean bad = 100 * failed() >= spec.failureRate() * all || 100 * slow() >= spec.slowRate() * all;
        if (judged && bad) {
            begin(BreakerState.OPEN, now);
        } else if (half && phase.ends.size() == spec.probes()) {
            begin(BreakerState.CLOSED, now);
        }
    }

    void set(Mode wanted, long now) {
        if (wanted != mode) {
            BreakerState automatic = mode == Mode.OPEN ? BreakerState.HALF_OPEN : BreakerState.CLOSED;
            mode = wanted;
            begin(wanted == Mode.AUTO ? automatic : BreakerState.valueOf(wanted.name()), now);
        }
    }

    BreakerState state() {
        return phase.state;
    }

    int calls() {
        return recent().size();
    }

    int failed() {
        return (int) recent().stream()
                .filter(end -> end.evidence() == Evidence.FAILING)
                .count();
    }

    int slow() {
        return (int) recent().stream().filter(End::slow).count();
    }

    private List<End> recent() {
        List<End> ends = phase.ends;
        int held = phase.state == BreakerState.HALF_OPEN ? ends.size() : spec.window();
        return ends.subList(Math.max(0, ends.size() - held), ends.size());
    }

    private void begin(BreakerState next, long now) {
        changes += next == phase.state ? 0 : 1;
        phase = new Phase(next, now);
    }
}
