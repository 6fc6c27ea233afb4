package dev.busway.bus.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutlierTest {
    private long now = 1;
    private final Outlier outlier = new Outlier(3, Duration.ofSeconds(5), () -> now);

    @Test
    void failures_in_a_row_leave_it_out_for_a_while() {
        outlier.failed();
        outlier.failed();
        assertThat(outlier.isOut()).isFalse();
        outlier.failed();
        assertThat(outlier.isOut()).isTrue();

        pass(4_999);
        assertThat(outlier.isOut()).isTrue();
        pass(1);
        assertThat(outlier.isOut()).isFalse();
    }

    @Test
    void a_success_between_begins_the_count_anew() {
        outlier.failed();
        outlier.failed();
        outlier.succeeded();
        outlier.failed();
        outlier.failed();
        assertThat(outlier.isOut()).isFalse();
    }

    @Test
    void back_in_one_failure_is_enough_and_it_lasts_twice_as_long_up_to_a_minute() {
        out();
        for (long seconds : new long[] {5, 10, 20, 40, 60, 60}) {
            pass(seconds * 1_000 - 1);
            assertThat(outlier.isOut()).as("after %s s", seconds).isTrue();
            pass(1);
            assertThat(outlier.isOut()).isFalse();
            outlier.failed();
        }
    }

    @Test
    void back_in_a_success_makes_it_as_good_as_any() {
        out();
        pass(5_000);
        outlier.succeeded();
        outlier.failed();
        assertThat(outlier.isOut()).isFalse();
    }

    @Test
    void a_late_success_of_a_call_from_before_does_not_let_it_in() {
        out();
        outlier.succeeded();
        assertThat(outlier.isOut()).isTrue();
    }

    private void out() {
        outlier.failed();
        outlier.failed();
        outlier.failed();
    }

    private void pass(long millis) {
        now += Duration.ofMillis(millis).toNanos();
    }
}
