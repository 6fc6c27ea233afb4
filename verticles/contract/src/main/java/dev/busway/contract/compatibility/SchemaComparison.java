package dev.busway.contract.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.contract.source.Pointers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Compares two JSON Schemas (draft 7), keyword by keyword: how the values have changed that they take. Where two schemas say the same
 * by different keywords the answer is too careful, never too trusting.
 */
final class SchemaComparison {
    private static final Set<String> WORDS = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "example",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$comment",
            "$id",
            "$schema",
            "definitions",
            "$defs",
            "externalDocs",
            "discriminator",
            "contentEncoding",
            "contentMediaType");

    private final Document before;
    private final Document now;
    private final List<SchemaChange> changes = new ArrayList<>();
    /** Pairs that are being compared or were: schemas may lead back to themselves. */
    private final IdentityHashMap<JsonNode, Set<JsonNode>> known = new IdentityHashMap<>();

    private SchemaComparison(Document before, Document now) {
        this.before = before;
        this.now = now;
    }

    static List<SchemaChange> of(Document before, JsonNode old, Document now, JsonNode fresh) {
        SchemaComparison comparison = new SchemaComparison(before, now);
        comparison.compare("", old, fresh);
        return comparison.changes;
    }

    /** A comparison of its own, to see whether there is any difference that counts. */
    List<SchemaChange> aside(JsonNode old, JsonNode fresh) {
        return of(before, old, now, fresh);
    }

    void add(String pointer, Shift shift, String what) {
        changes.add(new SchemaChange(pointer, shift, what));
    }

    JsonNode old(JsonNode node) {
        return before.follow(node);
    }

    JsonNode fresh(JsonNode node) {
        return now.follow(node);
    }

    void compare(String pointer, JsonNode from, JsonNode to) {
        JsonNode old = old(from);
        JsonNode fresh = fresh(to);
        if (old.isObject()
                && fresh.isObject()
                && !known.computeIfAbsent(old, first -> new HashSet<>()).add(fresh)) {
            return;
        }
        boolean anyBefore = takesAll(old);
        boolean anyNow = takesAll(fresh);
        if (takesNone(old) || takesNone(fresh)) {
            if (takesNone(old) != takesNone(fresh)) {
                add(
                        pointer,
                        takesNone(old) ? Shift.WIDER : Shift.NARROWER,
                        takesNone(old) ? "allowed now" : "forbidden now");
            }
        } else if (anyBefore && !anyNow) {
            add(pointer, Shift.NARROWER, "a schema where there was none");
        } else if (!anyBefore && anyNow) {
            add(pointer, Shift.WIDER, "no schema where there was one");
        } else if (!anyBefore) {
            keywords(pointer, old, fresh);
        }
    }

    private void keywords(String pointer, JsonNode old, JsonNode fresh) {
        TypeRules.compare(this, pointer, old, fresh);
        BoundRules.compare(this, pointer, old, fresh);
        ObjectRules.compare(this, pointer, old, fresh);
        ArrayRules.compare(this, pointer, old, fresh);
        CombinationRules.compare(this, pointer, old, fresh);
        Set<String> names = new HashSet<>();
        old.fieldNames().forEachRemaining(names::add);
        fresh.fieldNames().forEachRemaining(names::add);
        names.stream()
                .filter(name -> WORDS.contains(name) || name.startsWith("x-"))
                .filter(name -> !old.path(name).equals(fresh.path(name)))
                .filter(name -> !name.equals("definitions") && !name.equals("$defs"))
                .sorted()
                .forEach(name -> add(Pointers.child(pointer, name), Shift.WORDS, name + " changed"));
    }

    /** A keyword that was added asks for more, one that was removed for less, and of one that changed nobody can say. */
    void opaque(String pointer, JsonNode old, JsonNode fresh, String keyword) {
        JsonNode was = old.path(keyword);
        JsonNode is = fresh.path(keyword);
        if (was.equals(is)) {
            return;
        }
        Shift shift = was.isMissingNode() ? Shift.NARROWER : is.isMissingNode() ? Shift.WIDER : Shift.OTHER;
        add(Pointers.child(pointer, keyword), shift, keyword + " " + Words.change(was, is));
    }

    static boolean takesAll(JsonNode schema) {
        return schema.isMissingNode()
                || (schema.isBoolean() && schema.booleanValue())
                || (schema.isObject() && schema.isEmpty());
    }

    private static boolean takesNone(JsonNode schema) {
        return schema.isBoolean() && !schema.booleanValue();
    }
}
