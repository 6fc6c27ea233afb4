package dev.busway.bus.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    @Test
    void over_time_no_more_than_the_share_is_repeated() {
        RetryBudget budget = new RetryBudget(0.1);
        int repeated = 0;
        for (int i = 0; i < 1_000; i++) {
            budget.called();
            repeated += budget.take() ? 1 : 0;
        }
        // A tenth, and the ten that were at hand.
        assertThat(repeated).isBetween(105, 111);
    }

    @Test
    void a_share_of_none_repeats_nothing() {
        assertThat(new RetryBudget(0).take()).isFalse();
    }
}
