package dev.busway.bus.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.discovery.Health;
import dev.busway.bus.discovery.ServiceInstance;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetsTest {
    private long now = 1;

    @Test
    void round_robin_takes_one_after_the_other() {
        Targets targets = targets(Policy.ROUND_ROBIN);
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            seen.merge(next(targets, four()).node(), 1, Integer::sum);
        }
        assertThat(seen.values()).containsOnly(10);
    }

    @Test
    void least_requests_takes_who_has_none_under_way() {
        Targets targets = targets(Policy.LEAST_REQUESTS);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            Target target = next(targets, four());
            target.newInteraction().reportRequestBegin();
            seen.add(target.node());
        }
        assertThat(seen).hasSize(4);
    }

    @Test
    void a_key_goes_to_the_same_instance_and_keys_to_all() {
        Targets targets = targets(Policy.CONSISTENT_HASH);
        Set<String> seen = new HashSet<>();
        for (int key = 0; key < 200; key++) {
            Optional<String> word = Optional.of("k" + key);
            String first = targets.next(four(), word, Set.of()).orElseThrow().node();
            assertThat(targets.next(four(), word, Set.of()).orElseThrow().node())
                    .isEqualTo(first);
            seen.add(first);
        }
        assertThat(seen).hasSize(4);
    }

    @Test
    void who_fails_is_left_out_and_comes_back() {
        Targets targets = targets(Policy.ROUND_ROBIN);
        Target bad = next(targets, four());
        fail(bad);
        for (int i = 0; i < 20; i++) {
            assertThat(next(targets, four())).isNotSameAs(bad);
        }
        now += CallOptions.DEFAULTS.leftOut().toNanos();
        Set<Target> seen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            seen.add(next(targets, four()));
        }
        assertThat(seen).contains(bad);
    }

    @Test
    void however_many_fail_no_more_than_the_share_is_left_out() {
        Targets targets = targets(Policy.ROUND_ROBIN);
        for (int i = 0; i < 4; i++) {
            fail(next(targets, four()));
            now += Duration.ofMillis(1).toNanos();
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            seen.add(next(targets, four()).node());
        }
        assertThat(seen).hasSize(2);
    }

    @Test
    void a_repetition_goes_to_another_one() {
        Targets targets = targets(Policy.ROUND_ROBIN);
        for (int i = 0; i < 20; i++) {
            Target first = next(targets, four());
            assertThat(targets.next(four(), Optional.empty(), Set.of(first)))
                    .isPresent()
                    .get()
                    .isNotSameAs(first);
        }
    }

    @Test
    void who_says_that_it_fails_or_has_no_door_is_not_called() {
        Targets targets = targets(Policy.ROUND_ROBIN);
        ServiceInstance well = instance("n1", 1);
        ServiceInstance doorless =
                new ServiceInstance("payments", "n3", 1, "", Health.PASSING, Map.of(), List.of(), List.of());
        List<ServiceInstance> three = List.of(well, instance("n2", 1).with(Health.FAILING), doorless);
        for (int i = 0; i < 10; i++) {
            assertThat(next(targets, three).node()).isEqualTo("n1");
        }
        assertThat(targets.next(List.of(doorless), Optional.empty(), Set.of())).isEmpty();
    }

    @Test
    void a_node_that_started_anew_does_not_pay_for_its_predecessor() {
        Targets targets = targets(Policy.ROUND_ROBIN);
        List<ServiceInstance> before = List.of(instance("n1", 1), instance("n2", 1));
        Target old = next(targets, before);
        fail(old);
        List<ServiceInstance> after = List.of(instance("n1", 2), instance("n2", 2));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            seen.add(next(targets, after).node());
        }
        assertThat(seen).hasSize(2);
    }

    private static void fail(Target target) {
        for (int i = 0; i < CallOptions.DEFAULTS.failures(); i++) {
            target.outlier().failed();
        }
    }

    private Targets targets(Policy policy) {
        return new Targets(CallOptions.DEFAULTS.with(policy), () -> now);
    }

    private static Target next(Targets targets, List<ServiceInstance> instances) {
        return targets.next(instances, Optional.empty(), Set.of()).orElseThrow();
    }

    private static List<ServiceInstance> four() {
        return IntStream.rangeClosed(1, 4).mapToObj(i -> instance("n" + i, 1)).toList();
    }

    private static ServiceInstance instance(String node, long incarnation) {
        return new ServiceInstance(
                "payments",
                node,
                incarnation,
                "",
                Health.PASSING,
                Map.of("http", "http://127.0.0.1:" + (9000 + node.charAt(1))),
                List.of(),
                List.of());
    }
}
