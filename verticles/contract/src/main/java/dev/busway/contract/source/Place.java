package dev.busway.contract.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.contract.ContractFault;

/** A part of a file. */
public record Place(SourceFile file, String pointer) {
    /** What stands there; a missing node if nothing does. */
    JsonNode node() {
        return file.tree().at(pointer);
    }

    public Place child(String name) {
        return new Place(file, Pointers.child(pointer, name));
    }

    ContractFault fault(String cause, String mend) {
        return new ContractFault(file.name(), file.line(pointer), pointer, cause, mend);
    }

    @Override
    public String toString() {
        return file.name() + "#" + pointer;
    }
}
