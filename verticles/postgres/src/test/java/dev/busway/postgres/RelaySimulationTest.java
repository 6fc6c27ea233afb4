package dev.busway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.busway.bus.Outcome;
import dev.busway.testkit.simulation.Seeds;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Relays that share one outbox, on a virtual clock and a simulated database. */
class RelaySimulationTest {
    /** Within so many seeds a fault that is built in must show. */
    private static final Seeds FEW = Seeds.exactly(300);

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
    void what_is_committed_is_published_in_order_and_struck_out_only_then_whatever_befalls_the_relays() {
        assertThat(Seeds.of(1000).run(seed -> new RelayWorld(seed, Flaw.NONE))).isPositive();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void what_is_wrong_with_a_relay_or_its_server_is_found(Flaw flaw) {
        assertThat(FEW.firstFailing(seed -> new RelayWorld(seed, flaw))).isPresent();
    }

    @Test
    void a_row_that_is_struck_out_before_the_transport_has_its_message_is_found() {
        RelayWorld.Transports hasty = (outlet, message) -> {
            outlet.send(RelayWorld.OUT, message);
            return Future.succeededFuture(Outcome.delivered());
        };

        assertThat(FEW.firstFailing(seed -> new RelayWorld(seed, Flaw.NONE, hasty)))
                .isPresent();
    }
}
