package dev.busway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts secrets where a text says {@code ${env:NAME}} or {@code ${file:PATH}}, so that no configuration holds one. A file's last
 * line break is left out; a relative path starts at the configuration's folder.
 */
final class Secrets {
    private static final Pattern PLACE = Pattern.compile("\\$\\{(env|file):([^}]+)}");

    private final Path folder;
    private final Map<String, String> environment;

    Secrets(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    Map<String, Object> resolved(Map<String, Object> values) {
        return below("", values);
    }

    private Map<String, Object> below(String path, Map<?, ?> values) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        values.forEach((key, value) ->
                resolved.put(String.valueOf(key), resolved(path.isEmpty() ? "" + key : path + "." + key, value)));
        return resolved;
    }

    private Object resolved(String path, Object value) {
        if (value instanceof Map<?, ?> map) {
            return below(path, map);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(entry -> resolved(path, entry)).toList();
        }
        return value instanceof String text ? text(path, text) : value;
    }

    private String text(String path, String text) {
        Matcher place = PLACE.matcher(text);
        return place.replaceAll(found -> Matcher.quoteReplacement(
                found.group(1).equals("env") ? variable(path, found.group(2)) : content(path, found.group(2))));
    }

    private String variable(String path, String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new ConfigException(path + " wants the environment variable " + name + ", which is not set.");
        }
        return value;
    }

    private String content(String path, String file) {
        try {
            return Files.readString(folder.resolve(file)).replaceFirst("\\R$", "");
        } catch (IOException unreadable) {
            throw new ConfigException(path + " wants the file " + file + ", which cannot be read.");
        }
    }
}
