package dev.busway.bus.transport.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.transport.broker.KeyLanes.Lane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyLanesTest {
    private final KeyLanes<String> lanes = new KeyLanes<>(2);

    @Test
    void one_key_runs_one_after_the_other() {
        lanes.add("a", "a1");
        lanes.add("a", "a2");

        Lane<String> first = started("a1");
        assertThat(lanes.next()).isNull();

        lanes.finished(first);
        started("a2");
    }

    @Test
    void different_keys_run_side_by_side_up_to_the_bound() {
        lanes.add("a", "a1");
        lanes.add("b", "b1");
        lanes.add("c", "c1");

        Lane<String> first = started("a1");
        started("b1");
        assertThat(lanes.next()).isNull();
        assertThat(lanes.running()).isEqualTo(2);

        lanes.finished(first);
        started("c1");
    }

    @Test
    void tasks_with_no_key_wait_for_no_other() {
        lanes.add(null, "x");
        lanes.add(null, "y");

        started("x");
        started("y");
    }

    @Test
    void a_parked_task_closes_its_lane_and_takes_no_place() {
        lanes.add("a", "a1");
        lanes.add("a", "a2");
        lanes.add("b", "b1");
        lanes.add("c", "c1");

        Lane<String> parked = started("a1");
        lanes.parked(parked);
        started("b1");
        Lane<String> last = started("c1");
        assertThat(lanes.next()).isNull();

        lanes.again(parked, "a1");
        lanes.finished(last);
        Lane<String> retried = started("a1");
        lanes.finished(retried);
        started("a2");
    }

    @Test
    void dropping_leaves_what_runs_and_forgets_what_waits() {
        lanes.add("a", "old a1");
        lanes.add("a", "old a2");
        lanes.add("a", "new a3");
        lanes.add("b", "old b1");
        lanes.add("c", "old c1");
        Lane<String> running = started("old a1");
        Lane<String> parked = started("old b1");
        lanes.parked(parked);

        lanes.drop((task, mayStay) -> task.startsWith("old"));
        lanes.again(parked, "old b1");

        assertThat(lanes.next()).isNull();
        lanes.finished(running);
        lanes.finished(started("new a3"));
        assertThat(lanes.next()).isNull();
        assertThat(lanes.running()).isZero();
    }

    @Test
    void what_may_stay_does_unless_a_parked_task_before_it_goes() {
        lanes.add("a", "old a1");
        lanes.add("a", "old a2");
        lanes.add("b", "old b1");
        lanes.add("b", "old b2");
        lanes.add("c", "old c1");
        Lane<String> running = started("old a1");
        Lane<String> parked = started("old b1");
        lanes.parked(parked);

        lanes.drop((task, mayStay) -> !mayStay || task.equals("old c1"));

        lanes.finished(running);
        lanes.finished(started("old a2"));
        assertThat(lanes.next()).isNull();
        assertThat(lanes.size()).isZero();
    }

    @Test
    void what_is_left_takes_along_what_waits_behind_it_and_is_gone() {
        lanes.add("a", "old a1");
        lanes.add("a", "old a2");
        lanes.add("a", "new a3");
        Lane<String> running = started("old a1");

        lanes.left(running, task -> task.startsWith("old"));

        lanes.finished(started("new a3"));
        assertThat(lanes.next()).isNull();
        assertThat(lanes.size()).isZero();
        assertThat(lanes.running()).isZero();
    }

    @Test
    void what_waits_behind_a_dropped_parked_task_goes_on() {
        lanes.add("a", "old a1");
        lanes.add("a", "new a2");
        Lane<String> parked = started("old a1");
        lanes.parked(parked);

        lanes.drop((task, mayStay) -> task.startsWith("old"));
        started("new a2");
        lanes.again(parked, "old a1");

        assertThat(lanes.next()).isNull();
    }

    @Test
    void whatever_happens_each_key_keeps_its_order_and_nothing_is_lost() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            KeyLanes<Integer> any = new KeyLanes<>(4);
            Map<Integer, List<Integer>> ended = new HashMap<>();
            List<Lane<Integer>> running = new ArrayList<>();
            List<Lane<Integer>> parked = new ArrayList<>();
            int added = 0;
            while (added < 200 || !running.isEmpty() || !parked.isEmpty()) {
                if (added < 200 && random.nextBoolean()) {
                    any.add(added % 7, added++);
                }
                Lane<Integer> next = any.next();
                if (next != null) {
                    running.add(next);
                }
                assertThat(running.size()).isEqualTo(any.running()).isLessThanOrEqualTo(4);
                if (!running.isEmpty() && random.nextBoolean()) {
                    Lane<Integer> lane = running.remove(random.nextInt(running.size()));
                    if (random.nextInt(4) == 0) {
                        any.parked(lane);
                        parked.add(lane);
                    } else {
                        ended.computeIfAbsent(lane.task() % 7, key -> new ArrayList<>())
                                .add(lane.task());
                        any.finished(lane);
                    }
                }
                if (!parked.isEmpty() && random.nextBoolean()) {
                    Lane<Integer> lane = parked.remove(random.nextInt(parked.size()));
                    any.again(lane, lane.task());
                }
            }
            Lane<Integer> rest = any.next();
            while (rest != null) {
                ended.computeIfAbsent(rest.task() % 7, key -> new ArrayList<>()).add(rest.task());
                any.finished(rest);
                rest = any.next();
            }
            assertThat(ended.values()).as("seed %d", seed).allSatisfy(order -> assertThat(order)
                    .isSorted());
            assertThat(ended.values().stream().mapToInt(List::size).sum()).isEqualTo(200);
        }
    }

    private Lane<String> started(String task) {
        Lane<String> lane = Objects.requireNonNull(lanes.next(), () -> task + " was not started");
        assertThat(lane.task()).isEqualTo(task);
        return lane;
    }
}
