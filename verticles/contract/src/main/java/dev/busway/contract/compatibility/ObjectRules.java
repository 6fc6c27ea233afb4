package dev.busway.contract.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.busway.contract.source.Pointers;
import java.util.LinkedHashSet;
import java.util.Set;

/** Keywords of objects. A property that nobody has to send, and everybody lets through, is room for growth, not a narrower schema. */
final class ObjectRules {
    private ObjectRules() {}

    static void compare(SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh) {
        properties(comparison, pointer, old, fresh);
        required(comparison, pointer, old, fresh);
        if (old.has("additionalProperties") || fresh.has("additionalProperties")) {
            comparison.compare(
                    Pointers.child(pointer, "additionalProperties"),
                    old.path("additionalProperties"),
                    fresh.path("additionalProperties"));
        }
        if (old.has("propertyNames") || fresh.has("propertyNames")) {
            comparison.compare(
                    Pointers.child(pointer, "propertyNames"), old.path("propertyNames"), fresh.path("propertyNames"));
        }
        patterns(comparison, pointer, old, fresh);
        comparison.opaque(pointer, old, fresh, "dependencies");
        comparison.opaque(pointer, old, fresh, "dependentRequired");
        comparison.opaque(pointer, old, fresh, "dependentSchemas");
        comparison.opaque(pointer, old, fresh, "unevaluatedProperties");
    }

    private static void properties(SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh) {
        String at = Pointers.child(pointer, "properties");
        JsonNode was = old.path("properties");
        JsonNode is = fresh.path("properties");
        for (String name : names(was, is)) {
            String here = Pointers.child(at, name);
            if (was.has(name) && is.has(name)) {
                comparison.compare(here, was.get(name), is.get(name));
            } else if (is.has(name)) {
                unknown(comparison, here, comparison.old(old.path("additionalProperties")), is.get(name), Appears.NOW);
            } else {
                unknown(
                        comparison,
                        here,
                        comparison.fresh(fresh.path("additionalProperties")),
                        was.get(name),
                        Appears.BEFORE);
            }
        }
    }

    private enum Appears {
        BEFORE,
        NOW
    }

    /** @param others what the version that does not name it asks of such properties */
    private static void unknown(
            SchemaComparison comparison, String here, JsonNode others, JsonNode schema, Appears appears) {
        boolean now = appears == Appears.NOW;
        String what = now ? "property added" : "property removed";
        if (others.isBoolean() && !others.booleanValue()) {
            comparison.add(
                    here, now ? Shift.WIDER : Shift.NARROWER, what + ", and the other version lets none through");
        } else if (SchemaComparison.takesAll(others)) {
            comparison.add(here, Shift.ROOM, what + "; it may be missing, and is let through where it is not known");
        } else if (now) {
            comparison.compare(here, others, schema);
        } else {
            comparison.compare(here, schema, others);
        }
    }

    private static void required(SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh) {
        Set<String> was = texts(old.path("required"));
        Set<String> is = texts(fresh.path("required"));
        String at = Pointers.child(pointer, "required");
        is.stream()
                .filter(name -> !was.contains(name))
                .forEach(name -> comparison.add(at, Shift.NARROWER, name + " is required now"));
        was.stream()
                .filter(name -> !is.contains(name))
                .forEach(name -> comparison.add(at, Shift.WIDER, name + " may be missing now"));
    }

    private static void patterns(SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh) {
        JsonNode was = old.path("patternProperties");
        JsonNode is = fresh.path("patternProperties");
        String at = Pointers.child(pointer, "patternProperties");
        for (String pattern : names(was, is)) {
            comparison.compare(
                    Pointers.child(at, pattern),
                    was.has(pattern) ? was.get(pattern) : MissingNode.getInstance(),
                    is.has(pattern) ? is.get(pattern) : MissingNode.getInstance());
        }
    }

    static Set<String> names(JsonNode one, JsonNode other) {
        Set<String> names = new LinkedHashSet<>();
        one.fieldNames().forEachRemaining(names::add);
        other.fieldNames().forEachRemaining(names::add);
        return names;
    }

    static Set<String> texts(JsonNode array) {
        Set<String> texts = new LinkedHashSet<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
