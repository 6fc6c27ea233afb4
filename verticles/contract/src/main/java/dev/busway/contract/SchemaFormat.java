package dev.busway.contract;

import java.util.Locale;

/** The {@code schemaFormat} of a payload's schema (AsyncAPI 3, Multi Format Schema Object). */
public final class SchemaFormat {
    private SchemaFormat() {}

    /** Whether it is read as JSON Schema: AsyncAPI's own schema object, JSON Schema, or not said at all. */
    public static boolean isJsonSchema(String schemaFormat) {
        String format = schemaFormat.toLowerCase(Locale.ROOT);
        return format.isEmpty()
                || format.startsWith("application/vnd.aai.asyncapi")
                || format.startsWith("application/schema+json")
                || format.startsWith("application/schema+yaml");
    }
}
