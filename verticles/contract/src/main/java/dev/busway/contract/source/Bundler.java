package dev.busway.contract.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes one document of many files: an AsyncAPI object of another file is put where it is referred to, a schema of another
 * file once under {@code components/schemas}, so that recursive schemas work. References inside the document stay.
 */
public final class Bundler {
    private static final String SCHEMAS = "/components/schemas";

    private final Sources sources;
    private final Faults faults;
    private final SourceFile document;
    private final Map<String, Place> origins = new HashMap<>();
    private final Map<Place, String> names = new HashMap<>();
    private final Deque<Place> pending = new ArrayDeque<>();
    private final Deque<Place> open = new ArrayDeque<>();
    private final List<String> references = new ArrayList<>();
    private final SchemaNames taken;

    private Bundler(Sources sources, SourceFile document, Faults faults) {
        this.sources = sources;
        this.faults = faults;
        this.document = document;
        this.taken = new SchemaNames(document.tree().at(SCHEMAS));
    }

    /** Bundles the document; what is wrong with a reference goes to the faults, and the reference stays as it was. */
    public static Bundle bundle(Sources sources, SourceFile document, Faults faults) {
        return new Bundler(sources, document, faults).run();
    }

    private Bundle run() {
        Place root = document.at("");
        origins.put("", root);
        JsonNode tree = copy(document.tree(), root, "", Area.DOCUMENT);
        if (!pending.isEmpty() && tree instanceof ObjectNode object) {
            ObjectNode schemas = object.withObject(SCHEMAS);
            for (Place place = pending.poll(); place != null; place = pending.poll()) {
                String name = names.getOrDefault(place, "");
                String at = Pointers.child(SCHEMAS, name);
                origins.put(at, place);
                schemas.set(name, copy(place.node(), place, at, Area.SCHEMA));
            }
        }
        Bundle bundle = new Bundle(tree, origins);
        new References(bundle, faults).check(references);
        return bundle;
    }

    private JsonNode copy(JsonNode node, Place from, String at, Area area) {
        if (area == Area.VALUE || node.isValueNode()) {
            return node;
        }
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(node.size());
            for (int i = 0; i < node.size(); i++) {
                array.add(copy(node.get(i), from.child(Integer.toString(i)), Pointers.child(at, i), area));
            }
            return array;
        }
        if (node.path("$ref").isTextual()) {
            return reference(node, from, at, area);
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(entry -> {
            String key = entry.getKey();
            Area inside = area.of(at, key, entry.getValue());
            object.set(key, copy(entry.getValue(), from.child(key), Pointers.child(at, key), inside));
        });
        return object;
    }

    private JsonNode reference(JsonNode node, Place from, String at, Area area) {
        Optional<Place> resolved =
                sources.resolve(from.child("$ref"), node.path("$ref").textValue());
        if (resolved.isEmpty()) {
            return node;
        }
        Place target = resolved.get();
        if (target.file() == document) {
            references.add(at);
            return pointing(node, target.pointer());
        }
        if (target.node().isMissingNode()) {
            faults.add(
                    from.child("$ref"),
                    "$ref names " + target + ", and nothing stands there.",
                    "Correct the path; its parts are the keys from the top of that file.");
            return node;
        }
        if (area == Area.SCHEMA) {
            return pointing(node, Pointers.child(SCHEMAS, nameOf(target)));
        }
        return inPlace(node, target, from, at);
    }

    private String nameOf(Place schema) {
        String known = names.get(schema);
        if (known != null) {
            return known;
        }
        String name = taken.next(schema);
        names.put(schema, name);
        pending.add(schema);
        return name;
    }

    private JsonNode inPlace(JsonNode node, Place target, Place from, String at) {
        if (Fixed.mustStayReference(at)) {
            faults.add(
                    from.child("$ref"),
                    "$ref leads to another file, where AsyncAPI allows this document's own parts only.",
                    "Give this document that part by a $ref under channels, servers or messages, and refer to it here.");
            return node;
        }
        if (open.contains(target)) {
            faults.add(from.child("$ref"), "$ref leads back to itself through " + target + ".", "Break the circle.");
            return node;
        }
        open.push(target);
        origins.put(at, target);
        JsonNode copied = copy(target.node(), target, at, Area.DOCUMENT);
        open.pop();
        return copied;
    }

    /** The same reference to a place in the bundle. */
    private static JsonNode pointing(JsonNode node, String pointer) {
        String ref = "#" + pointer.replace("%", "%25");
        return ref.equals(node.path("$ref").textValue())
                ? node
                : ((ObjectNode) node.deepCopy()).set("$ref", TextNode.valueOf(ref));
    }
}
