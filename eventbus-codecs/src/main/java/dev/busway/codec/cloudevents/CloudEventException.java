package dev.busway.codec.cloudevents;

import java.util.Optional;

/** What came is no CloudEvent 1.0; says which attribute is missing or wrong, and why, in one sentence. */
public final class CloudEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String attribute;

    CloudEventException(String attribute, String reason) {
        // No stack trace: input from a stranger must not cost more than it tells, and the sentence tells all.
        super(attribute.isEmpty() ? reason : attribute + " " + reason, null, false, false);
        this.attribute = attribute;
    }

    /** The faulty attribute, {@code data} included; empty when the envelope itself cannot be read. */
    public Optional<String> attribute() {
        return attribute.isEmpty() ? Optional.empty() : Optional.of(attribute);
    }
}
