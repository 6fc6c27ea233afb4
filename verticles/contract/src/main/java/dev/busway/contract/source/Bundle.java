package dev.busway.contract.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** One document with every {@code $ref} to another file taken in; knows where each part came from. For reading only. */
public final class Bundle {
    private final JsonNode tree;
    private final Map<String, Place> origins;

    Bundle(JsonNode tree, Map<String, Place> origins) {
        this.tree = tree;
        this.origins = origins;
    }

    /** The document as it is, with no reference followed. */
    public static Bundle of(SourceFile document) {
        return new Bundle(document.tree(), Map.of("", document.at("")));
    }

    public JsonNode tree() {
        return tree;
    }

    /** Where the part of the bundle that {@code pointer} names was written. */
    public Place place(String pointer) {
        for (String prefix = pointer; ; prefix = Pointers.parent(prefix)) {
            Place origin = origins.get(prefix);
            if (origin != null) {
                return new Place(origin.file(), origin.pointer() + pointer.substring(prefix.length()));
            }
            if (prefix.isEmpty()) {
                throw new IllegalStateException("a bundle has a root");
            }
        }
    }
}
