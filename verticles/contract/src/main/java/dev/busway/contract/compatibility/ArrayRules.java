package dev.busway.contract.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.contract.source.Pointers;

/** Keywords of arrays. */
final class ArrayRules {
    private ArrayRules() {}

    static void compare(SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh) {
        items(comparison, pointer, old, fresh);
        unique(comparison, pointer, old, fresh);
        comparison.opaque(pointer, old, fresh, "contains");
        comparison.opaque(pointer, old, fresh, "minContains");
        comparison.opaque(pointer, old, fresh, "maxContains");
        comparison.opaque(pointer, old, fresh, "prefixItems");
        comparison.opaque(pointer, old, fresh, "unevaluatedItems");
    }

    private static void items(SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh) {
        JsonNode was = old.path("items");
        JsonNode is = fresh.path("items");
        String at = Pointers.child(pointer, "items");
        if (was.isArray() && is.isArray() && was.size() == is.size()) {
            for (int i = 0; i < was.size(); i++) {
                comparison.compare(Pointers.child(at, Integer.toString(i)), was.get(i), is.get(i));
            }
            if (old.has("additionalItems") || fresh.has("additionalItems")) {
                comparison.compare(
                        Pointers.child(pointer, "additionalItems"),
                        old.path("additionalItems"),
                        fresh.path("additionalItems"));
            }
        } else if (was.isArray() || is.isArray()) {
            if (!was.equals(is)) {
                comparison.add(at, Shift.OTHER, "the items' schemas are another list");
            }
        } else if (!was.isMissingNode() || !is.isMissingNode()) {
            comparison.compare(at, was, is);
        }
    }

    private static void unique(SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh) {
        boolean was = old.path("uniqueItems").asBoolean();
        boolean is = fresh.path("uniqueItems").asBoolean();
        if (was != is) {
            comparison.add(
                    Pointers.child(pointer, "uniqueItems"),
                    is ? Shift.NARROWER : Shift.WIDER,
                    is ? "items must differ now" : "items may repeat now");
        }
    }
}
