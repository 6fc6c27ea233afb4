package dev.busway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.contract.schema.PayloadSchemas;
import dev.busway.contract.source.Bundle;
import dev.busway.contract.source.Faults;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one reading of a document has at hand: the bundle, what is wrong, what to tell. One thread. */
final class Reading {
    private final Bundle bundle;
    private final Faults faults;
    private final Set<String> notes = new LinkedHashSet<>();
    private @Nullable PayloadSchemas schemas;

    Reading(Bundle bundle, Faults faults) {
        this.bundle = bundle;
        this.faults = faults;
    }

    Part root() {
        return new Part(this, "", bundle.tree());
    }

    JsonNode tree() {
        return bundle.tree();
    }

    void fault(String pointer, String cause, String mend) {
        faults.add(bundle.place(pointer), cause, mend);
    }

    void note(String sentence) {
        notes.add(sentence);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** The validator by the schema at {@code pointer}; accepts everything once the contract is refused anyhow. */
    PayloadValidator validator(String pointer) {
        if (faults.any()) {
            return PayloadValidator.ANYTHING;
        }
        if (schemas == null) {
            schemas = new PayloadSchemas(bundle.tree());
        }
        try {
            return schemas.at(pointer);
        } catch (RuntimeException notASchema) {
            fault(
                    pointer,
                    "The schema cannot be used: " + notASchema.getMessage() + ".",
                    "Write JSON Schema draft-07.");
            return PayloadValidator.ANYTHING;
        }
    }
}
