package dev.busway.contract.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.contract.PayloadValidator;

/** Compiles the payload schemas of one document, once and at start; messages that refer to the same schema share it. */
public final class PayloadSchemas {
    private final SchemaDocument document;

    /** Over the bundled contract, which is copied. */
    public PayloadSchemas(JsonNode document) {
        this.document = new SchemaDocument(SchemaRules.applied(document));
    }

    /** A validator by the schema at {@code pointer}. Throws what the library throws if that is no schema. */
    public PayloadValidator at(String pointer) {
        return new SchemaValidator(document.at(pointer));
    }
}
