package dev.busway.contract.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import dev.busway.contract.PayloadFault;
import dev.busway.contract.PayloadValidator;
import dev.busway.message.Payload;
import dev.busway.message.PayloadException;
import java.util.List;

/** Checks a payload's JSON tree by a compiled schema. */
final class SchemaValidator implements PayloadValidator {
    /** More faults help nobody. */
    static final int MOST_FAULTS = 10;

    private final JsonSchema schema;

    SchemaValidator(JsonSchema schema) {
        this.schema = schema;
    }

    @Override
    public List<PayloadFault> check(Payload payload) {
        JsonNode tree;
        try {
            tree = payload.tree();
        } catch (PayloadException noJson) {
            return List.of(new PayloadFault("", String.valueOf(noJson.getMessage())));
        }
        if (tree.isMissingNode()) {
            return List.of(new PayloadFault("", "there is no payload, and the contract asks for one"));
        }
        List<Finding> findings = Finding.of(schema, tree, MOST_FAULTS);
        return findings.isEmpty()
                ? List.of()
                : findings.stream()
                        .map(finding -> new PayloadFault(finding.pointer(), finding.sentence()))
                        .toList();
    }
}
