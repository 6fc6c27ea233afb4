package dev.busway.contract.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.contract.source.Pointers;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code type}, {@code enum}, {@code const}. */
final class TypeRules {
    private static final List<String> ALL =
            List.of("null", "boolean", "object", "array", "number", "integer", "string");

    private TypeRules() {}

    static void compare(SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh) {
        types(comparison, pointer, old, fresh);
        values(comparison, pointer, old, fresh);
    }

    private static void types(SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh) {
        Set<String> was = types(old.path("type"));
        Set<String> is = types(fresh.path("type"));
        boolean fewer = !is.containsAll(was);
        boolean more = !was.containsAll(is);
        if (fewer || more) {
            comparison.add(
                    Pointers.child(pointer, "type"),
                    shift(fewer, more),
                    "type " + Words.change(old.path("type"), fresh.path("type")));
        }
    }

    private static Set<String> types(JsonNode type) {
        Set<String> types = new LinkedHashSet<>();
        if (type.isTextual()) {
            types.add(type.textValue());
        } else if (type.isArray()) {
            type.forEach(one -> types.add(one.asText()));
        } else {
            types.addAll(ALL);
        }
        if (types.contains("number")) {
            types.add("integer");
        }
        return types;
    }

    /** A const is an enum of one value. */
    private static void values(SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh) {
        String keyword = old.has("const") || fresh.has("const") ? "const" : "enum";
        String at = Pointers.child(pointer, keyword);
        boolean closedBefore = old.has("const") || old.has("enum");
        boolean closedNow = fresh.has("const") || fresh.has("enum");
        if (closedBefore != closedNow) {
            comparison.add(
                    at,
                    closedNow ? Shift.NARROWER : Shift.WIDER,
                    closedNow ? "only certain values now" : "any value now, where only certain ones were allowed");
            return;
        }
        Set<JsonNode> was = values(old);
        Set<JsonNode> is = values(fresh);
        Set<JsonNode> gone = new LinkedHashSet<>(was);
        gone.removeAll(is);
        Set<JsonNode> added = new LinkedHashSet<>(is);
        added.removeAll(was);
        if (!gone.isEmpty() || !added.isEmpty()) {
            comparison.add(
                    at,
                    shift(!gone.isEmpty(), !added.isEmpty()),
                    "values" + told(" removed: ", gone) + told(" added: ", added));
        }
    }

    private static String told(String word, Set<JsonNode> values) {
        return values.isEmpty() ? "" : word + values;
    }

    private static Set<JsonNode> values(JsonNode schema) {
        Set<JsonNode> values = new LinkedHashSet<>();
        if (schema.has("const")) {
            values.add(schema.path("const"));
        } else {
            schema.path("enum").forEach(values::add);
        }
        return values;
    }

    static Shift shift(boolean fewer, boolean more) {
        return fewer && more ? Shift.OTHER : fewer ? Shift.NARROWER : Shift.WIDER;
    }
}
