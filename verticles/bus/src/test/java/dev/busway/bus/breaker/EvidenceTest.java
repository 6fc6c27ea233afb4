package dev.busway.bus.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.Outcome;
import dev.busway.bus.Problem.Kind;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private static final long PATIENCE = 100;

    @Test
    void a_target_that_cannot_is_failing() {
        for (Kind kind : EnumSet.of(Kind.BROKEN, Kind.NO_HANDLER, Kind.BUSY)) {
            assertThat(refused(kind, 0)).as(kind.name()).isEqualTo(Evidence.FAILING);
        }
    }

    @Test
    void whatever_is_the_messages_own_fault_shows_a_living_target() {
        Set<Kind> others = EnumSet.complementOf(EnumSet.of(Kind.BROKEN, Kind.NO_HANDLER, Kind.BUSY, Kind.TIMEOUT));
        for (Kind kind : others) {
            assertThat(refused(kind, 0)).as(kind.name()).isEqualTo(Evidence.ALIVE);
        }
    }

    @Test
    void silence_tells_something_only_after_some_patience() {
        assertThat(refused(Kind.TIMEOUT, PATIENCE)).isEqualTo(Evidence.FAILING);
        assertThat(refused(Kind.TIMEOUT, PATIENCE - 1)).isEqualTo(Evidence.NONE);
    }

    @Test
    void whatever_is_not_refused_is_healthy() {
        assertThat(Evidence.of(Outcome.delivered(), 0, PATIENCE)).isEqualTo(Evidence.HEALTHY);
        assertThat(Evidence.of(new Outcome.Accepted("1"), 0, PATIENCE)).isEqualTo(Evidence.HEALTHY);
    }

    private static Evidence refused(Kind kind, long took) {
        return Evidence.of(Outcome.refused(kind, "cause", ""), took, PATIENCE);
    }
}
