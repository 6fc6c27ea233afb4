package dev.busway.bus.breaker;

import dev.busway.contract.BreakerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** Whatever threads do at once, the breaker does as if it came one after the other. */
@Param(name = "now", gen = IntGen.class, conf = "0:9")
@Param(name = "pass", gen = IntGen.class, conf = "1:4")
@Param(name = "evidence", gen = IntGen.class, conf = "0:3")
@Param(name = "mode", gen = IntGen.class, conf = "0:2")
public class BreakerLincheckTest {
    private static final BreakerSpec SPEC =
            new BreakerSpec(50, 2, 2, Duration.ofNanos(3), 2, Optional.of(Duration.ofNanos(5)), 50);

    private static final List<Evidence> EVIDENCE = List.of(Evidence.values());
    private static final List<Mode> MODES = List.of(Mode.values());

    private final RateBreaker breaker = new RateBreaker(SPEC, transition -> {});

    /** Asks for a pass. */
    @Operation
    public long enter(@Param(name = "now") int now) {
        return breaker.enter(now);
    }

    /** Ends a call of any state, past, present or to come. */
    @Operation
    public void leave(
            @Param(name = "pass") int pass, @Param(name = "evidence") int evidence, @Param(name = "now") int now) {
        breaker.leave(pass, EVIDENCE.get(evidence), now, now);
    }

    /** An operator's hand. */
    @Operation
    public void set(@Param(name = "mode") int mode, @Param(name = "now") int now) {
        breaker.set(MODES.get(mode), now);
    }

    /** How it stands. */
    @Operation
    public String standing(@Param(name = "now") int now) {
        return breaker.standing(now).toString();
    }

    @Test
    void threads_that_interfere_are_as_good_as_one_after_the_other() {
        new ModelCheckingOptions()
                .iterations(8)
                .invocationsPerIteration(200)
                .threads(2)
                .actorsPerThread(4)
                .check(BreakerLincheckTest.class);
    }

    @Test
    void threads_that_run_at_once_are_as_good_as_one_after_the_other() {
        new StressOptions()
                .iterations(8)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsPerThread(3)
                .check(BreakerLincheckTest.class);
    }
}
