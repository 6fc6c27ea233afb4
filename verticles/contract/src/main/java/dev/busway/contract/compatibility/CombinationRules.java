package dev.busway.contract.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.contract.source.Pointers;
import java.util.ArrayList;
import java.util.List;

/** Keywords that combine schemas. Alternatives that are in both versions are left out; of the others, those at the same place are one. */
final class CombinationRules {
    private CombinationRules() {}

    static void compare(SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh) {
        list(comparison, pointer, old, fresh, "allOf", Shift.NARROWER);
        list(comparison, pointer, old, fresh, "anyOf", Shift.WIDER);
        list(comparison, pointer, old, fresh, "oneOf", Shift.WIDER);
        not(comparison, pointer, old, fresh);
        for (String keyword : List.of("if", "then", "else")) {
            comparison.opaque(pointer, old, fresh, keyword);
        }
    }

    /** @param more what one schema more does */
    private static void list(
            SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh, String keyword, Shift more) {
        String at = Pointers.child(pointer, keyword);
        List<JsonNode> was = elements(old.path(keyword));
        List<JsonNode> is = elements(fresh.path(keyword));
        if (was.isEmpty() || is.isEmpty()) {
            if (was.size() != is.size()) {
                comparison.add(
                        at,
                        is.isEmpty() ? Shift.WIDER : Shift.NARROWER,
                        keyword + (is.isEmpty() ? " removed" : " added"));
            }
            return;
        }
        List<Integer> added = new ArrayList<>();
        List<JsonNode> left = new ArrayList<>(was);
        for (int i = 0; i < is.size(); i++) {
            if (!takeSame(comparison, left, is.get(i))) {
                added.add(i);
            }
        }
        int pairs = Math.min(left.size(), added.size());
        for (int i = 0; i < pairs; i++) {
            comparison.compare(Pointers.child(at, Integer.toString(added.get(i))), left.get(i), is.get(added.get(i)));
        }
        for (int i = pairs; i < added.size(); i++) {
            comparison.add(Pointers.child(at, Integer.toString(added.get(i))), more, "one schema more in " + keyword);
        }
        for (int i = pairs; i < left.size(); i++) {
            comparison.add(at, more.turned(), "one schema less in " + keyword);
        }
    }

    private static boolean takeSame(SchemaComparison comparison, List<JsonNode> left, JsonNode schema) {
        for (int i = 0; i < left.size(); i++) {
            if (comparison.aside(left.get(i), schema).stream().allMatch(change -> change.shift() == Shift.WORDS)) {
                left.remove(i);
                return true;
            }
        }
        return false;
    }

    /** What takes more behind a not takes less before it. */
    private static void not(SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh) {
        JsonNode was = old.path("not");
        JsonNode is = fresh.path("not");
        if (was.isMissingNode() || is.isMissingNode()) {
            comparison.opaque(pointer, old, fresh, "not");
            return;
        }
        String at = Pointers.child(pointer, "not");
        comparison
                .aside(was, is)
                .forEach(change -> comparison.add(
                        at + change.pointer(),
                        change.shift() == Shift.ROOM
                                ? Shift.OTHER
                                : change.shift().turned(),
                        "behind not: " + change.what()));
    }

    private static List<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }
}
