package dev.busway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.busway.testkit.simulation.Seeds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The unit of work behind a group, on a virtual clock and a simulated database. */
class InboxSimulationTest {
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
    void every_message_takes_effect_once_and_in_order_whatever_befalls_nodes_and_connections() {
        assertThat(Seeds.of(1000).run(InboxWorld::new)).isPositive();
    }

    @Test
    void an_inbox_that_knows_no_repeat_is_found() {
        FakeForgetfulInbox forgetful = new FakeForgetfulInbox();

        assertThat(FEW.firstFailing(seed -> new InboxWorld(seed, forgetful))).isPresent();
    }

    @Test
    void an_outcome_that_is_told_before_the_commit_is_found() {
        assertThat(FEW.firstFailing(seed -> new InboxWorld(seed, new FakeHastyInbox())))
                .isPresent();
    }
}
