package dev.busway.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Settings by variables of the environment: {@code BUSWAY_HTTP_PORT} is {@code http.port}, {@code BUSWAY_NODE_EVENT_LOOPS} is
 * {@code node.eventLoops}, {@code BUSWAY_HTTP_STREAMS__HEARTBEAT} is {@code http.streams.heartbeat}: the first word is the
 * section, two underscores go one section deeper. A value that begins with a bracket or a brace is YAML, any
 * other is taken as it stands. Variables of one word ({@code BUSWAY_URL}) and {@code BUSWAY_TEST_*} are no settings.
 */
final class Overrides {
    private static final String PREFIX = "BUSWAY_";
    private static final String TESTS = "BUSWAY_TEST_";

    private Overrides() {}

    static void put(Map<String, Object> values, Map<String, String> environment) {
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !name.startsWith(TESTS)) {
                int end = name.indexOf('_', PREFIX.length());
                if (end > PREFIX.length() && end < name.length() - 1) {
                    String section = name.substring(PREFIX.length(), end).toLowerCase(Locale.ROOT);
                    put(values, section, name.substring(end + 1).split("__", -1), parsed(name, value));
                }
            }
        });
    }

    private static void put(Map<String, Object> values, String section, String[] path, Object value) {
        Map<String, Object> inner = below(values, section);
        for (int i = 0; i < path.length - 1; i++) {
            inner = below(inner, camel(path[i]));
        }
        inner.put(camel(path[path.length - 1]), value);
    }

    @SuppressWarnings("unchecked") // the file's maps were copied with text keys
    private static Map<String, Object> below(Map<String, Object> values, String key) {
        Object inner = values.get(key);
        if (inner instanceof Map) {
            return (Map<String, Object>) inner;
        }
        Map<String, Object> made = new LinkedHashMap<>();
        values.put(key, made);
        return made;
    }

    private static Object parsed(String name, String value) {
        if (!value.startsWith("[") && !value.startsWith("{")) {
            return value;
        }
        try {
            return new Load(LoadSettings.builder().build()).loadFromString(value);
        } catch (YamlEngineException wrong) {
            throw new ConfigException(name + " is not YAML: " + value);
        }
    }

    /** {@code EVENT_LOOPS} is {@code eventLoops}. */
    private static String camel(String words) {
        StringBuilder key = new StringBuilder();
        for (String word : words.toLowerCase(Locale.ROOT).split("_", -1)) {
            if (!word.isEmpty()) {
                key.append(key.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
            }
        }
        return key.toString();
    }
}
