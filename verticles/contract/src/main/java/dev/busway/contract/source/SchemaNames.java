package dev.busway.contract.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/** Names for schemas of other files: their own where it is free. */
final class SchemaNames {
    private final Set<String> taken = new HashSet<>();

    SchemaNames(JsonNode schemas) {
        schemas.fieldNames().forEachRemaining(taken::add);
    }

    String next(Place schema) {
        String own = Pointers.last(schema.pointer());
        String wanted = own.isEmpty() ? stem(schema.file().name()) : own;
        String legal = wanted.replaceAll("[^A-Za-z0-9._-]", ".");
        String name = legal;
        for (int i = 2; !taken.add(name); i++) {
            name = legal + "-" + i;
        }
        return name;
    }

    private static String stem(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        int dot = name.indexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
