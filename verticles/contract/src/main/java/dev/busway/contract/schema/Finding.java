package dev.busway.contract.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import dev.busway.contract.source.Pointers;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One thing that a schema says against an instance.
 *
 * @param pointer where in the instance; a property that should not be there is named itself
 * @param keyword the schema keyword that says so
 * @param sentence what is wrong
 * @param unknown the property that should not be there, if that is it
 * @param rule pointer into the schema document to the keyword
 */
public record Finding(String pointer, String keyword, String sentence, Optional<String> unknown, String rule) {

    /** What the schema says, from the outside in. */
    static List<Finding> of(JsonSchema schema, JsonNode instance, int most) {
        Set<ValidationMessage> messages = schema.validate(instance);
        return messages.isEmpty()
                ? List.of()
                : DocumentOrder.of(TellingFaults.of(messages)).stream()
                        .limit(most)
                        .map(Finding::of)
                        .toList();
    }

    private static Finding of(ValidationMessage message) {
        boolean additional = message.getType().equals("additionalProperties") && message.getProperty() != null;
        String at = pointer(message.getInstanceLocation());
        return new Finding(
                additional ? Pointers.child(at, message.getProperty()) : at,
                message.getType(),
                additional ? "must not be there: no such property is declared" : message.getError(),
                additional ? Optional.of(message.getProperty()) : Optional.empty(),
                pointer(message.getSchemaLocation().getFragment()));
    }

    private static String pointer(JsonNodePath path) {
        String pointer = "";
        for (int i = 0; i < path.getNameCount(); i++) {
            pointer = Pointers.child(pointer, path.getName(i));
        }
        return pointer;
    }
}
