package dev.busway.bus.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.contract.BreakerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ten thousand random histories of calls, results, waits and operators' hands: the breaker does what the model says. */
class BreakerHistoriesTest {
    private static final int HISTORIES = 10_000;
    private static final int STEPS = 150;
    private static final Evidence[] EVIDENCE = Evidence.values();
    private static final Mode[] MODES = Mode.values();

    /** One call on both sides. */
    private record Pending(long pass, BreakerModel.Call call) {}

    @Test
    void every_history_is_as_the_model_says() {
        Set<BreakerState> reached = EnumSet.noneOf(BreakerState.class);
        long changes = 0;
        long first = Long.getLong("busway.seed", 1);
        for (long seed = first; seed < first + HISTORIES; seed++) {
            changes += history(seed, reached);
        }

        assertThat(reached).containsExactlyInAnyOrder(BreakerState.values());
        assertThat(changes).isGreaterThan(HISTORIES);
    }

    private static long history(long seed, Set<BreakerState> reached) {
        Random random = new Random(seed);
        BreakerSpec spec = spec(random);
        List<Transition> told = new ArrayList<>();
        RateBreaker breaker = new RateBreaker(spec, told::add);
        BreakerModel model = new BreakerModel(spec);
        List<Pending> pending = new ArrayList<>();
        int failing = random.nextInt(101);
        long now = 0;
        for (int step = 0; step < STEPS; step++) {
            int dice = random.nextInt(100);
            if (dice < 10) {
                now += random.nextInt((int) spec.openFor().toNanos() * 3 / 2);
            } else if (dice < 12) {
                Mode mode = MODES[random.nextInt(MODES.length)];
                breaker.set(mode, now);
                model.set(mode, now);
            } else if (dice < 58 || pending.isEmpty()) {
                long pass = breaker.enter(now);
                BreakerModel.Call call = model.enter(now);
                assertThat(pass == Breaker.REFUSED).as(at(seed, step)).isEqualTo(call == null);
                if (call != null) {
                    pending.add(new Pending(pass, call));
                }
            } else {
                Pending ended = pending.remove(random.nextInt(pending.size()));
                Evidence evidence = evidence(random, failing);
                long took = random.nextInt(20);
                breaker.leave(ended.pass(), evidence, took, now);
                model.leave(ended.call(), evidence, took, now);
            }
            Standing standing = breaker.standing(now);
            assertThat(List.of(standing.state(), standing.calls(), standing.failed(), standing.slow(), told.size()))
                    .as(at(seed, step))
                    .isEqualTo(List.of(model.state(), model.calls(), model.failed(), model.slow(), model.changes));
            reached.add(standing.state());
        }
        return told.size();
    }

    private static String at(long seed, int step) {
        return "-Dbusway.seed=" + seed + ", step " + step;
    }

    private static Evidence evidence(Random random, int failing) {
        if (random.nextInt(10) == 0) {
            return EVIDENCE[random.nextInt(EVIDENCE.length)];
        }
        return random.nextInt(100) < failing ? Evidence.FAILING : Evidence.HEALTHY;
    }

    private static BreakerSpec spec(Random random) {
        int window = 1 + random.nextInt(12);
        return new BreakerSpec(
                1 + random.nextInt(100),
                window,
                1 + random.nextInt(window),
                Duration.ofNanos(1 + random.nextInt(1_000)),
                1 + random.nextInt(4),
                random.nextBoolean() ? Optional.of(Duration.ofNanos(1 + random.nextInt(20))) : Optional.empty(),
                1 + random.nextInt(100));
    }
}
