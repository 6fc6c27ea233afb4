package dev.busway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.busway.testkit.simulation.Seeds;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Retry, hand-over and dead letters on a virtual clock. */
class GroupSimulationTest {
    /** Within so many seeds a fault that is built in must show. */
    private static final Seeds FEW = Seeds.exactly(100);

    private static final Logger HOUSE = (Logger) LoggerFactory.getLogger("dev.busway");

    @BeforeAll
    static void hush() {
        HOUSE.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        HOUSE.setLevel(null);
    }

    @Test
    void nothing_is_lost_nor_out_of_order_nor_acknowledged_early_whatever_befalls_the_nodes() {
        assertThat(Seeds.of(4000).run(GroupWorld::new)).isPositive();
    }

    @Test
    void a_seed_makes_the_same_world_again() {
        assertThat(story(7)).isEqualTo(story(7)).isNotEqualTo(story(8));
    }

    @Test
    void an_acknowledgement_before_the_end_is_found() {
        assertThat(FEW.firstFailing(seed -> new GroupWorld(seed, FakeEagerLedger::new, UnaryOperator.identity())))
                .isPresent();
    }

    @Test
    void an_acknowledgement_over_the_head_of_what_has_not_ended_is_found() {
        assertThat(FEW.firstFailing(seed -> new GroupWorld(seed, FakeLastEndLedger::new, UnaryOperator.identity())))
                .isPresent();
    }

    @Test
    void a_dead_letter_that_was_never_written_is_found() {
        assertThat(FEW.firstFailing(
                        seed -> new GroupWorld(seed, PartitionLedger::new, outlet -> new FakeForgetfulOutlet())))
                .isPresent();
    }

    private static String story(long seed) {
        GroupWorld world = new GroupWorld(seed);
        world.run();
        return world.time().trace().last(Integer.MAX_VALUE);
    }
}
