package dev.busway.contract.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.contract.SchemaFormat;
import java.util.Set;

/** What a part of a document is, as far as {@code $ref} cares. */
enum Area {
    /** AsyncAPI objects: what a reference names is put in its place. */
    DOCUMENT,
    /** JSON Schema: may be recursive, so what a reference names gets a name of its own. */
    SCHEMA,
    /** Values of the author's (examples, extensions, foreign schemas): {@code $ref} means nothing in there. */
    VALUE;

    /** Maps whose keys the author chose: {@code payload} in there is a name. */
    private static final Set<String> NAMES = Set.of(
            "channels",
            "operations",
            "servers",
            "messages",
            "parameters",
            "variables",
            "schemas",
            "properties",
            "patternProperties",
            "definitions",
            "dependencies");

    private static final Set<String> VALUES = Set.of("example", "examples", "default", "enum", "const");

    /** The area of what stands under {@code key} in the object at {@code parent}. */
    Area of(String parent, String key, JsonNode value) {
        if (this == VALUE) {
            return VALUE;
        }
        boolean chosen = NAMES.contains(Pointers.last(parent));
        if (this == SCHEMA) {
            return VALUES.contains(key) && !chosen ? VALUE : SCHEMA;
        }
        if (parent.equals("/components") && key.equals("schemas")) {
            return SCHEMA;
        }
        if (chosen
                || (parent.startsWith("/components/") && Pointers.parent(parent).equals("/components"))) {
            return DOCUMENT;
        }
        if (key.startsWith("x-") || key.equals("examples")) {
            return VALUE;
        }
        if (key.equals("payload") || key.equals("headers")) {
            return SchemaFormat.isJsonSchema(value.path("schemaFormat").asText("")) ? SCHEMA : VALUE;
        }
        return DOCUMENT;
    }
}
