package dev.busway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** That it runs; what it measures in so short a time says nothing. */
class BalanceRaceIT {
    private static final String[] LINES = {
        "roundRobin", "leastRequests", "powerOfTwo", "consistentHash", "hedged", "ejected"
    };

    @Test
    void every_policy_has_its_figures_beside_the_peers() throws Exception {
        JsonObject last = new JsonObject(new BalanceRace()
                .run(new Duel.Settings(
                        1, Duration.ofMillis(300), Duration.ofMillis(100), Optional.empty(), Duel.Size.SHORT)));

        assertThat(last.getString("bench")).isEqualTo("balance");
        for (String figures : new String[] {"p99Ms", "peerP99Ms", "ratios"}) {
            assertThat(last.getJsonObject(figures).fieldNames()).containsExactly(LINES);
            for (String line : LINES) {
                assertThat(last.getJsonObject(figures).getDouble(line)).isPositive();
            }
        }
    }
}
