package dev.busway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What the standard protocol bindings of AsyncAPI say that Busway acts on. */
final class Bindings {
    private Bindings() {}

    /** {@code bindings.kafka.partitions} of a channel. */
    static Optional<Integer> partitions(Part channel) {
        JsonNode partitions = channel.child("bindings").child("kafka").node().path("partitions");
        return partitions.canConvertToInt() ? Optional.of(partitions.intValue()) : Optional.empty();
    }

    /** {@code bindings.kafka.groupId} of an operation: a schema, of which the one value that it allows is taken. */
    static Optional<String> group(Part operation) {
        Part group = operation.inherited("bindings").child("kafka").child("groupId");
        JsonNode all = group.node().path("enum");
        Optional<String> only = group.text("const")
                .or(() -> Optional.ofNullable(all.path(0).textValue()).filter(one -> all.size() == 1));
        if (group.exists() && only.isEmpty()) {
            operation
                    .reading()
                    .note(Transports.path(operation)
                            + ": the kafka binding's groupId allows no one value, so it is not used.");
        }
        return only;
    }

    /** {@code bindings.http.method} of an operation. */
    static Optional<String> method(Part operation) {
        return operation.inherited("bindings").child("http").text("method");
    }
}
