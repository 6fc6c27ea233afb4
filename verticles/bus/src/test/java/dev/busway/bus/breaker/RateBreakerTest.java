package dev.busway.bus.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.contract.BreakerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateBreakerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long FAST = 1_000_000L;
    private static final BreakerSpec SPEC =
            new BreakerSpec(50, 100, 20, Duration.ofSeconds(5), 3, Optional.of(Duration.ofSeconds(1)), 50);

    private final List<Transition> transitions = new ArrayList<>();
    private final RateBreaker breaker = new RateBreaker(SPEC, transitions::add);
    private long now = 7;

    @ParameterizedTest
    @CsvSource({
        "50,1", "50,2", "50,3", "50,4", "50,5", "50,6", "50,7", "50,8", "50,9", "50,10", "80,1", "80,2", "80,3", "80,4",
        "80,5", "80,6", "80,7", "80,8", "80,9", "80,10"
    })
    void it_opens_within_one_window_whatever_the_order_of_the_failures(int failures, long seed) {
        List<Evidence> calls = new ArrayList<>(Collections.nCopies(failures, Evidence.FAILING));
        calls.addAll(Collections.nCopies(SPEC.window() - failures, Evidence.HEALTHY));
        Collections.shuffle(calls, new Random(seed));

        for (Evidence evidence : calls) {
            long pass = breaker.enter(now);
            if (pass != Breaker.REFUSED) {
                breaker.leave(pass, evidence, FAST, now);
            }
            now += FAST;
        }

        assertThat(state()).isEqualTo(BreakerState.OPEN);
        assertThat(transitions).hasSize(1);
        assertThat(transitions.get(0).cause()).isEqualTo(Transition.Cause.FAILURES);
        assertThat(transitions.get(0).calls()).isBetween(SPEC.minimumCalls(), SPEC.window());
    }

    @Test
    void a_rate_below_the_limit_never_opens_it() {
        for (int i = 0; i < 10_000; i++) {
            call(i % 5 < 2 ? Evidence.FAILING : Evidence.HEALTHY);
        }

        assertThat(transitions).isEmpty();
        assertThat(standing().failed()).isEqualTo(40);
    }

    @Test
    void fewer_calls_than_the_minimum_are_not_judged() {
        calls(19, Evidence.FAILING);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);

        call(Evidence.FAILING);
        assertThat(state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void calls_that_are_slow_open_it_although_they_succeed() {
        for (int i = 0; i < 20; i++) {
            breaker.leave(breaker.enter(now), Evidence.HEALTHY, SECOND, now);
        }

        assertThat(transitions)
                .containsExactly(
                        new Transition(BreakerState.CLOSED, BreakerState.OPEN, Transition.Cause.SLOW_CALLS, 20, 0, 20));
    }

    @Test
    void what_says_nothing_about_health_is_in_no_rate() {
        calls(1_000, Evidence.ALIVE);
        calls(1_000, Evidence.NONE);

        assertThat(standing().calls()).isZero();
        assertThat(standing().seen().uncounted()).isEqualTo(2_000);
    }

    @Test
    void an_open_circuit_refuses_and_tells_how_long() {
        calls(20, Evidence.FAILING);
        now += 2 * SECOND;

        assertThat(breaker.enter(now)).isEqualTo(Breaker.REFUSED);
        assertThat(standing().leftNanos()).isEqualTo(3 * SECOND);
        assertThat(standing().seen().refused()).isEqualTo(1);
    }

    @Test
    void as_many_probes_as_agreed_are_tried_after_the_time_of_refusing() {
        opened();

        assertThat(List.of(breaker.enter(now), breaker.enter(now), breaker.enter(now)))
                .doesNotContain(Breaker.REFUSED);
        assertThat(breaker.enter(now)).isEqualTo(Breaker.REFUSED);
        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
    }

    @Test
    void probes_that_pass_close_it_with_an_empty_window() {
        opened();
        calls(3, Evidence.HEALTHY);

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
        assertThat(standing().calls()).isZero();
        assertThat(causes())
                .containsExactly(Transition.Cause.FAILURES, Transition.Cause.WAITED, Transition.Cause.PROBES_PASSED);
    }

    @Test
    void probes_that_fail_open_it_for_the_whole_time_again() {
        opened();
        calls(2, Evidence.FAILING);

        assertThat(state()).isEqualTo(BreakerState.OPEN);
        assertThat(standing().leftNanos()).isEqualTo(5 * SECOND);
    }

    @Test
    void a_probe_that_tells_nothing_gives_its_place_back() {
        opened();
        calls(50, Evidence.NONE);

        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(breaker.enter(now)).isNotEqualTo(Breaker.REFUSED);
    }

    @Test
    void an_answer_about_the_message_itself_shows_a_living_target() {
        opened();
        calls(3, Evidence.ALIVE);

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void a_success_from_before_the_opening_closes_nothing() {
        long early = breaker.enter(now);
        opened();
        long[] probes = {breaker.enter(now), breaker.enter(now)};
        for (int i = 0; i < 10; i++) {
            breaker.leave(early, Evidence.HEALTHY, FAST, now);
        }

        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(standing().calls()).isZero();
        assertThat(standing().seen().late()).isEqualTo(10);
        assertThat(probes).doesNotContain(Breaker.REFUSED);
    }

    @Test
    void a_failure_from_before_the_opening_opens_nothing_again() {
        long early = breaker.enter(now);
        opened();
        calls(3, Evidence.HEALTHY);
        for (int i = 0; i < 100; i++) {
            breaker.leave(early, Evidence.FAILING, FAST, now);
        }

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
        assertThat(standing().calls()).isZero();
    }

    @Test
    void probes_that_hang_cost_one_time_of_refusing() {
        opened();
        long[] hung = {breaker.enter(now), breaker.enter(now), breaker.enter(now)};
        now += 5 * SECOND - 1;
        assertThat(breaker.enter(now)).isEqualTo(Breaker.REFUSED);
        now += 1;
        calls(3, Evidence.HEALTHY);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);

        for (long pass : hung) {
            breaker.leave(pass, Evidence.FAILING, 60 * SECOND, now);
        }
        assertThat(state()).isEqualTo(BreakerState.CLOSED);
        assertThat(standing().seen().late()).isEqualTo(3);
    }

    @Test
    void held_open_by_hand_it_refuses_for_ever() {
        breaker.set(Mode.OPEN, now);
        now += 3_600 * SECOND;

        assertThat(breaker.enter(now)).isEqualTo(Breaker.REFUSED);
        assertThat(standing().mode()).isEqualTo(Mode.OPEN);
        assertThat(standing().leftNanos()).isEqualTo(5 * SECOND);
        assertThat(causes()).containsExactly(Transition.Cause.BY_HAND);
    }

    @Test
    void held_closed_by_hand_it_lets_every_call_fail() {
        breaker.set(Mode.CLOSED, now);
        calls(500, Evidence.FAILING);

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
        assertThat(standing().failed()).isEqualTo(100);
        assertThat(transitions).isEmpty();
    }

    @Test
    void given_back_an_open_circuit_tries_its_probes_at_once() {
        breaker.set(Mode.OPEN, now);
        breaker.set(Mode.AUTO, now);
        calls(3, Evidence.HEALTHY);

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void given_back_a_closed_circuit_begins_anew() {
        breaker.set(Mode.CLOSED, now);
        calls(500, Evidence.FAILING);
        breaker.set(Mode.AUTO, now);
        calls(19, Evidence.FAILING);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);

        call(Evidence.FAILING);
        assertThat(state()).isEqualTo(BreakerState.OPEN);
    }

    private void opened() {
        calls(20, Evidence.FAILING);
        now += 5 * SECOND;
    }

    private void calls(int count, Evidence evidence) {
        for (int i = 0; i < count; i++) {
            call(evidence);
        }
    }

    private void call(Evidence evidence) {
        long pass = breaker.enter(now);
        assertThat(pass).isNotEqualTo(Breaker.REFUSED);
        breaker.leave(pass, evidence, FAST, now);
    }

    private BreakerState state() {
        return standing().state();
    }

    private Standing standing() {
        return breaker.standing(now);
    }

    private List<Transition.Cause> causes() {
        return transitions.stream().map(Transition::cause).toList();
    }
}
