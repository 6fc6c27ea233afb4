package dev.busway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeldTest {
    private static final long OLDEST_OPEN = 100;
    private static final Takeable ALL = new Takeable(Set.of("kitchen"), Set.of(), Set.of());

    private final Held held = new Held();

    private static RelayedRow row(long seq) {
        return new RelayedRow(seq, "id" + seq, "kitchen", "k", 0, 0, Buffer.buffer(), 0, null);
    }

    private static String sequence() {
        return row(1).sequence();
    }

    @Test
    void a_row_that_a_look_at_the_table_must_have_seen_and_has_not_is_gone() {
        held.add(row(1), Held.VISIBLE);
        held.add(row(2), 99);

        held.forgetRows(ALL, OLDEST_OPEN);

        assertThat(held.holds(sequence())).isFalse();
    }

    @Test
    void a_row_whose_transaction_may_be_open_to_others_still_is_not_forgotten() {
        held.add(row(1), 100);

        held.forgetRows(ALL, OLDEST_OPEN);

        assertThat(held.holds(sequence())).isTrue();
    }

    @Test
    void numbers_of_transactions_are_compared_on_a_circle() {
        held.add(row(1), 0xFFFF_FFF0L);

        held.forgetRows(ALL, (1L << 32) + 5);

        assertThat(held.holds(sequence())).isFalse();
    }

    @Test
    void a_row_that_was_not_looked_for_is_not_forgotten() {
        held.add(row(1), Held.VISIBLE);

        held.forgetRows(new Takeable(Set.of("kitchen"), Set.of(), Set.of(sequence())), OLDEST_OPEN);
        held.forgetRows(new Takeable(Set.of("events"), Set.of(), Set.of()), OLDEST_OPEN);

        assertThat(held.holds(sequence())).isTrue();
    }

    @Test
    void what_has_no_row_yet_is_not_forgotten() {
        held.add(row(-7), Held.NO_ROW);

        held.forgetRows(ALL, OLDEST_OPEN);

        assertThat(held.holds(sequence())).isTrue();
    }
}
