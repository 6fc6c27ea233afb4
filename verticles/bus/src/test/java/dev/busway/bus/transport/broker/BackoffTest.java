package dev.busway.bus.transport.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.contract.Retry;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff =
            new Backoff(new Retry(9, Duration.ofMillis(100), Duration.ofSeconds(1)), new Random(1));

    @Test
    void waits_double_and_half_of_each_is_drawn_by_lot() {
        assertThat(backoff.millisAfter(1)).isBetween(50L, 100L);
        assertThat(backoff.millisAfter(2)).isBetween(100L, 200L);
        assertThat(backoff.millisAfter(3)).isBetween(200L, 400L);
    }

    @Test
    void no_wait_is_longer_than_the_longest() {
        assertThat(backoff.millisAfter(8)).isBetween(500L, 1000L);
        assertThat(backoff.millisAfter(1_000_000)).isBetween(500L, 1000L);
    }
}
