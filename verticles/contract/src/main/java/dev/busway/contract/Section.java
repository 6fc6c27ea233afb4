package dev.busway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.busway.contract.source.Nearest;
import dev.busway.contract.source.Pointers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The settings under one {@code x-busway} key: each is read with its bounds, and what nobody asks for is a fault. */
final class Section {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private final Part part;
    private final Set<String> known = new LinkedHashSet<>();

    /** @param part the section; may be absent */
    Section(Part part) {
        this.part = part;
        if (part.exists() && !part.node().isObject()) {
            part.fault(path() + " must be an object of settings.", "Write key: value pairs.");
        }
    }

    boolean has(String key) {
        return get(key).isPresent();
    }

    Optional<Boolean> flag(String key) {
        return get(key).flatMap(value ->
                value.isBoolean() ? Optional.of(value.booleanValue()) : wrong(key, value, "true or false"));
    }

    Optional<Integer> number(String key, int least, int most) {
        return get(key).flatMap(value -> {
            if (value.isIntegralNumber()
                    && value.canConvertToInt()
                    && value.intValue() >= least
                    && value.intValue() <= most) {
                return Optional.of(value.intValue());
            }
            return wrong(key, value, "a whole number from " + least + " to " + most);
        });
    }

    Optional<Duration> duration(String key, Duration shortest, Duration longest) {
        return get(key).flatMap(value -> {
            Matcher matcher = DURATION.matcher(value.asText());
            if (matcher.matches()) {
                Duration duration = of(Long.parseLong(matcher.group(1)), matcher.group(2));
                if (duration.compareTo(shortest) >= 0 && duration.compareTo(longest) <= 0) {
                    return Optional.of(duration);
                }
            }
            String bounds = "a time from " + word(shortest) + " to " + word(longest) + ", like 100ms, 2s, 1m or 1h";
            return wrong(key, value, bounds);
        });
    }

    private static Duration of(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** A time as contracts write it. */
    static String word(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    /** Text of 1 to 255 printable characters. */
    Optional<String> text(String key) {
        return get(key).flatMap(value -> {
            String text = value.asText();
            boolean fits = value.isTextual()
                    && !text.isBlank()
                    && text.length() <= 255
                    && text.chars().noneMatch(Character::isISOControl);
            return fits ? Optional.of(text) : wrong(key, value, "text of 1 to 255 characters");
        });
    }

    /** Text, or a list of texts. */
    List<String> texts(String key) {
        Optional<JsonNode> found = get(key);
        List<String> texts = new ArrayList<>();
        if (found.isPresent()) {
            JsonNode value = found.get();
            Iterable<JsonNode> elements = value.isArray() ? value : List.of(value);
            for (JsonNode element : elements) {
                if (element.isTextual()) {
                    texts.add(element.asText());
                } else {
                    this.<String>wrong(key, value, "text or a list of texts");
                }
            }
        }
        return texts;
    }

    /** One of a closed set of words. */
    <E> Optional<E> word(String key, List<E> all, Function<E, String> word) {
        Map<String, E> words = all.stream().collect(Collectors.toMap(word, one -> one));
        return get(key).flatMap(value -> {
            E chosen = words.get(value.asText());
            if (chosen != null) {
                return Optional.of(chosen);
            }
            String allowed = all.stream().map(word).collect(Collectors.joining(" or "));
            return wrong(key, value, allowed);
        });
    }

    Section section(String key) {
        known.add(key);
        return new Section(part.child(key));
    }

    /** A list of sections. */
    List<Section> sections(String key) {
        Part list = part.child(key);
        get(key).filter(value -> !value.isArray()).ifPresent(value -> wrong(key, value, "a list"));
        return list.elements().stream().map(Section::new).toList();
    }

    /** Keys that a later version acts on: they are allowed, and a note says that nothing happens yet. */
    void later(String... keys) {
        known.addAll(Arrays.asList(keys));
        for (String key : keys) {
            if (part.node().has(key)) {
                part.reading().note(path() + "." + key + " is read but not acted on by this version.");
            }
        }
    }

    /** To be called last: every key that was not asked for is a fault. */
    void end() {
        for (String name : part.names()) {
            if (!known.contains(name)) {
                String mend = Nearest.among(name, known.iterator())
                        .map(nearest -> "Did you mean " + nearest + "?")
                        .orElse("The keys are " + String.join(", ", known) + ".");
                fault(name, path() + "." + name + " is not a setting.", mend);
            }
        }
    }

    void fault(String key, String cause, String mend) {
        part.reading().fault(part.node().has(key) ? Pointers.child(part.pointer(), key) : part.pointer(), cause, mend);
    }

    /** As authors say it: {@code channels.orders.x-busway}. */
    String path() {
        return part.pointer().isEmpty()
                ? ""
                : part.pointer().substring(1).replace('/', '.').replace("~1", "/");
    }

    private Optional<JsonNode> get(String key) {
        known.add(key);
        JsonNode value = part.node().path(key);
        return value.isMissingNode() ? Optional.empty() : Optional.of(value);
    }

    private <T> Optional<T> wrong(String key, JsonNode value, String wanted) {
        String was = value.isValueNode()
                ? value.asText()
                : value.getNodeType().toString().toLowerCase(Locale.ROOT);
        fault(
                key,
                path() + "." + key + " must be " + wanted + ", was " + was + ".",
                "Correct the value, or leave the key out.");
        return Optional.empty();
    }
}
