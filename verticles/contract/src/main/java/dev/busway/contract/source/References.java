package dev.busway.contract.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks the references that stay inside a bundle: each leads somewhere, and none only to itself. */
final class References {
    private final Bundle bundle;
    private final Faults faults;

    References(Bundle bundle, Faults faults) {
        this.bundle = bundle;
        this.faults = faults;
    }

    void check(List<String> references) {
        for (String at : references) {
            String target = target(bundle.tree().at(at));
            JsonNode found = bundle.tree().at(target);
            if (found.isMissingNode()) {
                faults.add(
                        bundle.place(at).child("$ref"),
                        "$ref names #" + target + ", and nothing stands there.",
                        mend(target));
            } else if (circles(at)) {
                faults.add(bundle.place(at).child("$ref"), "$ref leads only back to itself.", "Break the circle.");
            }
        }
    }

    private boolean circles(String start) {
        Set<String> seen = new HashSet<>();
        String at = start;
        while (seen.add(at)) {
            JsonNode node = bundle.tree().at(at);
            if (!node.path("$ref").asText().startsWith("#")) {
                return false; // no reference, or one to another file, which is a fault already
            }
            at = target(node);
        }
        return true;
    }

    private static String target(JsonNode reference) {
        return Pointers.ofReference(reference.path("$ref").asText());
    }

    private String mend(String target) {
        JsonNode siblings = bundle.tree().at(Pointers.parent(target));
        return Nearest.among(Pointers.last(target), siblings.fieldNames())
                .map(name -> "Did you mean " + Pointers.child(Pointers.parent(target), name) + "?")
                .orElse("Define it there, or correct the path.");
    }
}
