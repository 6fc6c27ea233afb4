package dev.busway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetLedgerTest {
    private final OffsetLedger ledger = new OffsetLedger();

    @Test
    void nothing_taken_is_nothing_to_commit() {
        assertThat(ledger.committable()).isEqualTo(OffsetLedger.NONE);
    }

    @Test
    void the_first_unfinished_record_holds_the_commit_back() {
        OffsetLedger.Slot first = taken(ledger, 10);
        OffsetLedger.Slot second = taken(ledger, 11);
        OffsetLedger.Slot third = taken(ledger, 12);

        ledger.done(third);
        ledger.done(second);
        assertThat(ledger.committable()).isEqualTo(10);
        assertThat(ledger.size()).isEqualTo(3);

        ledger.done(first);
        assertThat(ledger.committable()).isEqualTo(13);
        assertThat(ledger.size()).isZero();
    }

    @Test
    void gaps_in_offsets_are_jumped() {
        OffsetLedger.Slot first = taken(ledger, 0);
        OffsetLedger.Slot second = taken(ledger, 7);

        ledger.done(first);
        assertThat(ledger.committable()).isEqualTo(7);

        ledger.done(second);
        assertThat(ledger.committable()).isEqualTo(8);
    }

    @Test
    void ending_twice_changes_nothing() {
        OffsetLedger.Slot first = taken(ledger, 0);
        taken(ledger, 1);

        ledger.done(first);
        ledger.done(first);

        assertThat(ledger.committable()).isEqualTo(1);
        assertThat(ledger.size()).isEqualTo(1);
    }

    @Test
    void an_offset_that_goes_back_is_a_mistake() {
        taken(ledger, 5);

        assertThatThrownBy(() -> taken(ledger, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatever_the_order_of_endings_nothing_unfinished_is_passed() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            OffsetLedger any = new OffsetLedger();
            List<Integer> open = new ArrayList<>();
            List<OffsetLedger.Slot> slots = new ArrayList<>();
            for (int offset = 0; offset < 50; offset++) {
                slots.add(taken(any, offset));
                open.add(offset);
                while (!open.isEmpty() && random.nextInt(3) == 0) {
                    any.done(slots.get(open.remove(random.nextInt(open.size()))));
                    long expected = open.isEmpty() ? offset + 1 : Collections.min(open);
                    assertThat(any.committable()).as("seed %d", seed).isEqualTo(expected);
                }
            }
        }
    }

    private static OffsetLedger.Slot taken(OffsetLedger ledger, long offset) {
        OffsetLedger.Slot slot = new OffsetLedger.Slot(offset);
        ledger.take(slot);
        return slot;
    }
}
