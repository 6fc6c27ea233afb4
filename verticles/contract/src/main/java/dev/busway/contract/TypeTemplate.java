package dev.busway.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text with <code>{parameter}</code>s of a path and <code>{#/pointer}</code>s into a payload. */
final class TypeTemplate {
    private static final Pattern HOLE = Pattern.compile("\\{([^{}]*)}");

    private TypeTemplate() {}

    /** The text with every hole filled; empty where one has nothing to fill it. */
    static Optional<String> fill(String template, Map<String, String> parameters, JsonNode payload) {
        Matcher hole = HOLE.matcher(template);
        StringBuilder filled = new StringBuilder(template.length() + 16);
        while (hole.find()) {
            Optional<String> value = value(hole.group(1), parameters, payload);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            hole.appendReplacement(filled, Matcher.quoteReplacement(value.get()));
        }
        hole.appendTail(filled);
        return Optional.of(filled.toString());
    }

    private static Optional<String> value(String name, Map<String, String> parameters, JsonNode payload) {
        if (!name.startsWith("#")) {
            return Optional.ofNullable(parameters.get(name));
        }
        JsonNode found = payload.at(name.substring(1));
        return found.isValueNode() && !found.isNull() ? Optional.of(found.asText()) : Optional.empty();
    }

    /** What is wrong with a template, if anything. */
    static Optional<String> problem(String template, Set<String> parameters) {
        Matcher hole = HOLE.matcher(template);
        while (hole.find()) {
            String name = hole.group(1);
            if (name.startsWith("#") ? !isPointer(name.substring(1)) : !parameters.contains(name)) {
                return Optional.of("The type " + template + " has {" + name
                        + "}, which is neither a parameter of the path nor a pointer.");
            }
        }
        String rest = HOLE.matcher(template).replaceAll("");
        return rest.contains("{") || rest.contains("}")
                ? Optional.of("The type " + template + " has an unpaired brace.")
                : Optional.empty();
    }

    private static boolean isPointer(String text) {
        try {
            return !JsonPointer.compile(text).matches() || text.isEmpty();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
