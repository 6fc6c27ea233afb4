package dev.busway.contract.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.SchemaLocation;
import dev.busway.contract.PayloadValidator;

/** Compiles the payload schemas of one document, once and at start; messages that refer to the same schema share it. */
public final class PayloadSchemas {
    private final JsonSchema document;

    /** Over the bundled contract, which is copied. */
    public PayloadSchemas(JsonNode document) {
        this.document = Draft7.document(SchemaRules.applied(document));
    }

    /** A validator by the schema at {@code pointer}. @throws RuntimeException if that is no schema */
    public PayloadValidator at(String pointer) {
        JsonNodePath path = SchemaLocation.Fragment.of(pointer);
        JsonSchema schema = document.getRefSchema(path);
        schema.initializeValidators();
        return new SchemaValidator(schema);
    }
}
