package dev.busway.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditTest {
    private static final int MESSAGES = 200;
    private static final String ACCOUNT = "account-7";

    @Test
    void whole_books_are_clean() {
        assertThat(audit(nothing -> {}).clean()).isTrue();
    }

    @Test
    void a_missing_effect_is_lost() {
        Verdict verdict = audit(turns -> turns.remove(Integer.valueOf(2)));
        assertThat(verdict.lost()).isEqualTo(1);
        assertThat(verdict.clean()).isFalse();
        assertThat(verdict.findings()).containsExactly("account-7.2 has no effect");
    }

    @Test
    void an_effect_that_came_twice_is_doubled_and_no_order_break() {
        Verdict verdict = audit(turns -> turns.add(1));
        assertThat(verdict.doubledEffects()).isEqualTo(1);
        assertThat(verdict.orderBreaks()).isZero();
    }

    @Test
    void an_effect_behind_a_later_one_is_an_order_break() {
        Verdict verdict = audit(turns -> turns.add(turns.remove(0)));
        assertThat(verdict.orderBreaks()).isEqualTo(1);
        assertThat(verdict.lost()).isZero();
    }

    @Test
    void a_book_that_is_not_there_loses_everything() {
        Books whole = new Books(turns(), turns(), Map.of());
        assertThat(Audit.of(MESSAGES, whole).lost()).isEqualTo(MESSAGES);
    }

    private static Verdict audit(Consumer<List<Integer>> tamper) {
        Map<String, List<Integer>> effects = turns();
        tamper.accept(effects.get(ACCOUNT));
        return Audit.of(MESSAGES, new Books(effects, turns(), turns()));
    }

    private static Map<String, List<Integer>> turns() {
        Map<String, List<Integer>> turns = new LinkedHashMap<>();
        List<String> accounts = Senders.accounts();
        for (int account = 0; account < accounts.size(); account++) {
            turns.put(
                    accounts.get(account),
                    new ArrayList<>(IntStream.rangeClosed(1, Senders.turns(account, MESSAGES))
                            .boxed()
                            .toList()));
        }
        return turns;
    }
}
