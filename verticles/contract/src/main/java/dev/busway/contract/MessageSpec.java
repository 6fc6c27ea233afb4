package dev.busway.contract;

import java.util.Optional;

/**
 * One message of a channel.
 *
 * @param name its key in the document
 * @param type the CloudEvents type on the wire: {@code x-busway.type}, else the message's {@code name}, else its key
 * @param contentType the payload's media type
 * @param deprecated senders should move on
 * @param validator checks payloads; accepts everything where the document gives no schema
 * @param schema the bundled payload schema as JSON text, if the document gives one
 */
public record MessageSpec(
        String name,
        String type,
        String contentType,
        boolean deprecated,
        PayloadValidator validator,
        Optional<String> schema) {}
