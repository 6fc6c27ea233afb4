package dev.busway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecentTest {
    private final Recent recent = new Recent();

    @Test
    void knows_what_was_added_and_nothing_else() {
        recent.add(7);
        recent.add(-7);
        recent.add(7);

        assertThat(recent.has(7)).isTrue();
        assertThat(recent.has(-7)).isTrue();
        assertThat(recent.has(8)).isFalse();
        assertThat(recent.has(0)).isFalse();
    }

    @Test
    void beyond_the_bound_the_oldest_is_forgotten() {
        for (long seq = 1; seq <= Recent.MOST; seq++) {
            recent.add(-seq);
        }
        recent.add(1);
        recent.add(2);

        assertThat(recent.has(-1)).isFalse();
        assertThat(recent.has(-2)).isFalse();
        assertThat(recent.has(-3)).isTrue();
        assertThat(recent.has(2)).isTrue();
    }

    @Test
    void agrees_with_a_plain_set_over_random_numbers() {
        Random random = new Random(20_261_123);
        Set<Long> model = new LinkedHashSet<>();
        for (int i = 0; i < 3 * Recent.MOST; i++) {
            // Close together and far apart, each several times.
            long seq = random.nextInt(1_000_000) * (random.nextBoolean() ? 1_000L : -1L) + 1_000_003L;
            recent.add(seq);
            if (model.add(seq) && model.size() > Recent.MOST) {
                model.remove(model.iterator().next());
            }
            if (i % 1_000 == 0) {
                long probe = random.nextInt(1_000_000) * 1_000L + 1_000_003L;
                assertThat(recent.has(probe)).isEqualTo(model.contains(probe));
            }
        }
        assertThat(model).allMatch(recent::has);
    }
}
