package dev.busway.config;

import dev.busway.contract.source.Nearest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One section of the configuration, read key by key with its bounds. Not safe on several threads; used at start only. Each read
 * marks its key as known; {@link #refuseUnknown()} then names the first key that nobody asked for, and the nearest known one.
 */
public final class Section {
    private final String path;
    private final Map<String, Object> values;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<Section> parts = new ArrayList<>();

    public Section(String path, Map<String, Object> values) {
        this.path = path;
        this.values = values;
    }

    /** A section with nothing in it: every setting has its default. */
    public static Section empty(String path) {
        return new Section(path, Map.of());
    }

    public String path() {
        return path;
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    public Set<String> keys() {
        return values.keySet();
    }

    /** A section below this one; empty where it is not written. */
    public Section section(String key) {
        Object value = read(key);
        Section part = value == null ? empty(below(key)) : new Section(below(key), map(key, value));
        parts.add(part);
        return part;
    }

    /** A list of sections; empty where it is not written. */
    public List<Section> sections(String key) {
        List<Section> found = new ArrayList<>();
        for (Object value : list(key)) {
            String name = key + "[" + found.size() + "]";
            found.add(new Section(below(name), map(name, value)));
        }
        parts.addAll(found);
        return List.copyOf(found);
    }

    public String text(String key, String whenAbsent) {
        return text(key).orElse(whenAbsent);
    }

    public Optional<String> text(String key) {
        Object value = read(key);
        if (value instanceof Map || value instanceof List) {
            throw wrong(key, "must be text");
        }
        return value == null ? Optional.empty() : Optional.of(value.toString());
    }

    public String requiredText(String key) {
        return text(key).orElseThrow(() -> wrong(key, "is missing"));
    }

    public List<String> texts(String key) {
        return list(key).stream().map(String::valueOf).toList();
    }

    public int number(String key, int whenAbsent, int min, int max) {
        Object value = read(key);
        if (value == null) {
            return whenAbsent;
        }
        int number;
        try {
            number = Integer.parseInt(value.toString());
        } catch (NumberFormatException noNumber) {
            throw wrong(key, "must be a whole number from " + min + " to " + max + ", was " + value);
        }
        if (number < min || number > max) {
            throw wrong(key, "must be " + min + " to " + max + ", was " + number);
        }
        return number;
    }

    public boolean flag(String key, boolean whenAbsent) {
        Object value = read(key);
        if (value == null) {
            return whenAbsent;
        }
        return switch (value.toString()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(key, "must be true or false, was " + value);
        };
    }

    /** A duration as {@code 100ms}, {@code 2s}, {@code 1m}, {@code 1h} or {@code 1d}. */
    public Duration duration(String key, Duration whenAbsent, Duration min, Duration max) {
        Object value = read(key);
        if (value == null) {
            return whenAbsent;
        }
        Duration duration = Durations.parse(value.toString())
                .orElseThrow(() -> wrong(key, "must be a duration as 100ms, 2s, 1m, 1h or 1d, was " + value));
        if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            throw wrong(key, "must be " + Durations.text(min) + " to " + Durations.text(max) + ", was " + value);
        }
        return duration;
    }

    /** One of the named words. */
    public String word(String key, String whenAbsent, List<String> allowed) {
        String value = text(key, whenAbsent);
        if (!allowed.contains(value)) {
            throw wrong(key, "must be one of " + String.join(", ", allowed) + ", was " + value);
        }
        return value;
    }

    /** A free-form part, handed on as it is: the settings of a verticle. */
    public JsonObject json(String key) {
        Object value = read(key);
        return value == null ? new JsonObject() : new JsonObject(map(key, value));
    }

    /** Fails on the first key, here or in a section below that was asked for, that nobody read. */
    public void refuseUnknown() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                throw new ConfigException(below(key) + " is not a setting. Mend: "
                        + Nearest.among(key, known.iterator())
                                .map(near -> "did you mean " + below(near) + "?")
                                .orElse("known here are " + String.join(", ", known)));
            }
        }
        parts.forEach(Section::refuseUnknown);
    }

    /** The error of one key of this section. */
    public ConfigException wrong(String key, String what) {
        return new ConfigException(below(key) + " " + what);
    }

    private @Nullable Object read(String key) {
        known.add(key);
        return values.get(key);
    }

    private List<?> list(String key) {
        Object value = read(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(key, "must be a list");
    }

    @SuppressWarnings("unchecked") // the YAML reader makes text keys
    private Map<String, Object> map(String key, Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw wrong(key, "must be a section");
    }

    private String below(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
