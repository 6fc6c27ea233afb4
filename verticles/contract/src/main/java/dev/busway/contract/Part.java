package dev.busway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.busway.contract.source.Pointers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of a bundled document. Asking for what is not there gives an absent part, and asking for the wrong type nothing at
 * all: the official schema has told the author already.
 *
 * @param pointer where it stands, after references were followed
 */
record Part(Reading reading, String pointer, JsonNode node) {
    private static final int LONGEST_CHAIN = 100;

    boolean exists() {
        return !node.isMissingNode();
    }

    /** What stands under {@code key}, with references followed. */
    Part child(String key) {
        return new Part(reading, Pointers.child(pointer, key), node.path(key)).followed();
    }

    /** What stands under {@code key}, or what a trait says about it: the object itself wins, then the last trait. */
    Part inherited(String key) {
        Part found = child(key);
        if (found.exists()) {
            return found;
        }
        for (Part trait : child("traits").elements()) {
            Part said = trait.child(key);
            found = said.exists() ? said : found;
        }
        return found;
    }

    /** The members of an object, in order, with references followed. */
    List<Part> children() {
        List<Part> children = new ArrayList<>();
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(name -> children.add(child(name)));
        }
        return children;
    }

    /** The names of an object's members, in order. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    List<Part> elements() {
        List<Part> elements = new ArrayList<>();
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            elements.add(element(i).followed());
        }
        return elements;
    }

    /** The elements of an array, with references kept. */
    List<Part> rawElements() {
        List<Part> elements = new ArrayList<>();
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            elements.add(element(i));
        }
        return elements;
    }

    private Part element(int index) {
        return new Part(reading, Pointers.child(pointer, index), node.path(index));
    }

    Optional<String> text() {
        return Optional.ofNullable(node.textValue());
    }

    Optional<String> text(String key) {
        return child(key).text();
    }

    /** Where this reference leads; empty if it is none, or leads out of the bundle (which is a fault already). */
    Optional<String> reference() {
        return Optional.ofNullable(node.path("$ref").textValue())
                .filter(ref -> ref.equals("#") || ref.startsWith("#/"))
                .map(Pointers::ofReference);
    }

    /** What this reference leads to in the end; itself, if it is none. */
    Part followed() {
        Part at = this;
        for (int i = 0; i < LONGEST_CHAIN && at.node.path("$ref").isTextual(); i++) {
            Optional<String> target = at.reference();
            at = target.isPresent()
                    ? new Part(reading, target.get(), reading.tree().at(target.get()))
                    : new Part(reading, at.pointer, MissingNode.getInstance());
        }
        return at;
    }

    void fault(String cause, String mend) {
        reading.fault(pointer, cause, mend);
    }
}
