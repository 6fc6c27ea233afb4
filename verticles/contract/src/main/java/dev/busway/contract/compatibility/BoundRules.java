package dev.busway.contract.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.contract.source.Pointers;
import java.math.BigDecimal;
import java.util.List;

/** Keywords of one value: numbers and text. */
final class BoundRules {
    private static final List<String> LEAST =
            List.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");
    private static final List<String> MOST =
            List.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");

    private BoundRules() {}

    static void compare(SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh) {
        LEAST.forEach(keyword -> bound(comparison, pointer, old, fresh, keyword, 1));
        MOST.forEach(keyword -> bound(comparison, pointer, old, fresh, keyword, -1));
        multiple(comparison, pointer, old, fresh);
        comparison.opaque(pointer, old, fresh, "pattern");
        comparison.opaque(pointer, old, fresh, "format");
    }

    /** @param direction 1 where a higher bound leaves fewer values */
    private static void bound(
            SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh, String keyword, int direction) {
        JsonNode was = old.path(keyword);
        JsonNode is = fresh.path(keyword);
        if (!was.isNumber() || !is.isNumber()) {
            comparison.opaque(pointer, old, fresh, keyword);
            return;
        }
        int moved = is.decimalValue().compareTo(was.decimalValue()) * direction;
        if (moved != 0) {
            comparison.add(
                    Pointers.child(pointer, keyword),
                    moved > 0 ? Shift.NARROWER : Shift.WIDER,
                    keyword + " " + Words.change(was, is));
        }
    }

    private static void multiple(SchemaComparison comparison, String pointer, JsonNode old, JsonNode fresh) {
        JsonNode was = old.path("multipleOf");
        JsonNode is = fresh.path("multipleOf");
        if (!was.isNumber() || !is.isNumber()) {
            comparison.opaque(pointer, old, fresh, "multipleOf");
            return;
        }
        if (was.decimalValue().compareTo(is.decimalValue()) == 0) {
            return;
        }
        Shift shift = divides(was, is) ? Shift.NARROWER : divides(is, was) ? Shift.WIDER : Shift.OTHER;
        comparison.add(Pointers.child(pointer, "multipleOf"), shift, "multipleOf " + Words.change(was, is));
    }

    private static boolean divides(JsonNode part, JsonNode whole) {
        return part.decimalValue().signum() != 0
                && whole.decimalValue().remainder(part.decimalValue()).compareTo(BigDecimal.ZERO) == 0;
    }
}
