package dev.busway.bus.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupViewTest {
    private final GroupView view = new GroupView("b");

    @Test
    void groups_of_all_nodes_are_known() {
        view.join(new Place("events", "mail", 0));
        view.put(entry("a", 1, "audit"));

        assertThat(view.groups("events")).containsExactlyInAnyOrder("mail", "audit");
        assertThat(view.groups("other")).isEmpty();
    }

    @Test
    void an_older_entry_does_not_replace_a_newer_one() {
        view.put(entry("a", 2, "audit"));
        view.put(entry("a", 1, "mail"));

        assertThat(view.groups("events")).containsExactly("audit");
    }

    @Test
    void a_node_that_was_found_missing_is_back_only_when_it_beats_again() {
        view.put(entry("a", 3, "mail"));

        view.remove("a");
        view.put(entry("a", 3, "mail"));
        boolean withTheOldBeat = view.groups("events").contains("mail");
        view.put(entry("a", 4, "mail"));

        assertThat(withTheOldBeat).isFalse();
        assertThat(view.groups("events")).containsExactly("mail");
    }

    @Test
    void only_the_keys_of_a_node_that_leaves_move() {
        view.join(new Place("events", "mail", 0));
        view.put(entry("a", 1, "mail"));
        view.put(entry("c", 1, "mail"));
        Map<String, String> before = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            before.put("k" + i, view.nodeOf("events", "mail", "k" + i).orElseThrow());
        }

        view.remove("a");

        assertThat(Set.copyOf(before.values())).containsExactlyInAnyOrder("a", "b", "c");
        before.forEach((key, node) -> {
            if (!node.equals("a")) {
                assertThat(view.nodeOf("events", "mail", key)).contains(node);
            }
        });
    }

    @Test
    void one_node_of_a_group_takes_what_strangers_publish() {
        view.join(new Place("events", "mail", 0));
        view.put(entry("a", 1, "mail"));

        assertThat(view.isFirst("events", "mail")).isFalse();
        view.remove("a");
        assertThat(view.isFirst("events", "mail")).isTrue();
    }

    @Test
    void an_entry_survives_the_wire() {
        GroupEntry entry = entry("a", 7, "mail");

        assertThat(GroupEntry.read(entry.write())).isEqualTo(entry);
    }

    @Test
    void a_change_survives_the_wire() {
        GroupChange change = new GroupChange(
                new Sign("a", 9, 8), 7, Set.of(new Place("events", "mail", 1)), Set.of(new Place("orders", "x", 0)));

        assertThat(GroupChange.read(change.write())).isEqualTo(change);
    }

    @Test
    void a_change_is_taken_where_its_base_is_known_and_everything_is_wanted_where_not() {
        GroupView a = new GroupView("a");
        a.join(new Place("events", "audit", 0));
        GroupChange first = a.change();
        a.join(new Place("events", "mail", 0));
        a.leave(new Place("events", "audit", 0));
        GroupChange second = a.change();
        a.join(new Place("events", "late", 0));
        GroupChange third = a.change();

        assertThat(view.apply(first)).isTrue();
        assertThat(view.groups("events")).containsExactly("audit");
        boolean gap = view.apply(third);
        assertThat(view.apply(second)).isTrue();
        assertThat(view.groups("events")).containsExactly("mail");
        assertThat(gap).isFalse();
        assertThat(view.lacks(third.sign())).isTrue();
        view.put(a.entry());
        assertThat(view.groups("events")).containsExactlyInAnyOrder("late", "mail");
        assertThat(view.lacks(third.sign())).isFalse();
        assertThat(view.apply(second)).as("what is known already").isTrue();
        assertThat(view.groups("events")).containsExactlyInAnyOrder("late", "mail");
    }

    @Test
    void a_node_that_beats_and_has_nothing_new_is_not_asked() {
        view.put(entry("a", 3, "mail"));

        assertThat(view.lacks(new Sign("a", 90, 3))).isFalse();
        assertThat(view.lacks(new Sign("new", 1, 0))).isFalse();
        assertThat(view.lacks(new Sign("a", 91, 91))).isTrue();
        assertThat(view.lacks(new Sign("b", 91, 91))).as("oneself").isFalse();
    }

    @Test
    void a_node_whose_sign_is_gone_is_forgotten_and_others_stay() {
        view.put(entry("a", 3, "mail"));
        view.put(entry("c", 3, "audit"));

        view.keepOnly(Set.of("b", "c"));

        assertThat(view.groups("events")).containsExactly("audit");
    }

    @Test
    void ten_thousand_joins_cost_what_ten_thousand_joins_cost() {
        for (int i = 0; i < 10_000; i++) {
            view.join(new Place("events." + i, "mail", 0));
        }
        view.change();

        view.join(new Place("one.more", "mail", 0));

        assertThat(view.change().joined()).containsExactly(new Place("one.more", "mail", 0));
        assertThat(view.entry().places()).hasSize(10_001);
    }

    private static GroupEntry entry(String node, long beat, String group) {
        return new GroupEntry(new Sign(node, beat, beat), Set.of(new Place("events", group, 0)));
    }
}
