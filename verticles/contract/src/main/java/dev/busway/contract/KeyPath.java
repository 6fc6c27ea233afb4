package dev.busway.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.message.Message;
import dev.busway.message.PayloadException;
import org.jspecify.annotations.Nullable;

/** Where a channel's messages carry their key: an AsyncAPI runtime expression, {@code $message.payload#/orderId}. */
public record KeyPath(String expression, JsonPointer pointer) {
    private static final String PREFIX = "$message.payload#";

    /**
     * Reads the expression.
     *
     * @throws IllegalArgumentException if it is not {@code $message.payload#} and a JSON pointer
     */
    public static KeyPath parse(String expression) {
        if (!expression.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a key is " + PREFIX + " and a JSON pointer, was " + expression);
        }
        return new KeyPath(expression, JsonPointer.compile(expression.substring(PREFIX.length())));
    }

    /** The key that the payload carries; {@code null} where it has none or is not JSON. */
    public @Nullable String of(Message message) {
        try {
            JsonNode found = message.payload().tree().at(pointer);
            return found.isValueNode() && !found.isNull() ? found.asText() : null;
        } catch (PayloadException noJson) {
            return null;
        }
    }
}
