package dev.busway.bus.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.bus.registry.GroupEntry.Place;
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

    private static GroupEntry entry(String node, long beat, String group) {
        return new GroupEntry(node, beat, Set.of(new Place("events", group, 0)));
    }
}
