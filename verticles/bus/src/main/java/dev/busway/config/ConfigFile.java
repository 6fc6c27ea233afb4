package dev.busway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The configuration: one YAML 1.2 file, overridden by {@code BUSWAY_*} of the environment, with secrets put in. Later wins:
 * default, file, environment.
 *
 * @see Overrides how a variable's name tells its setting
 * @see Secrets {@code ${env:NAME}} and {@code ${file:PATH}}
 */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * Reads a configuration. Blocks on files.
     *
     * @throws ConfigException when the file is not there or no YAML of sections, with its line; when a secret is not there
     */
    public static Section read(Path file, Map<String, String> environment) {
        Map<String, Object> values = map(file, load(file));
        Overrides.put(values, environment);
        Path folder = file.toAbsolutePath().getParent();
        return new Section("", new Secrets(folder == null ? file : folder, environment).resolved(values));
    }

    private static Object load(Path file) {
        try {
            LoadSettings settings =
                    LoadSettings.builder().setLabel(file.toString()).build();
            Object loaded = new Load(settings).loadFromString(Files.readString(file));
            return loaded == null ? Map.of() : loaded;
        } catch (MarkedYamlEngineException wrong) {
            int line = wrong.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw new ConfigException(file + ":" + line + " is not YAML: " + wrong.getProblem() + ".");
        } catch (YamlEngineException wrong) {
            throw new ConfigException(file + " is not YAML: " + wrong.getMessage());
        } catch (IOException unreadable) {
            throw new ConfigException(
                    "the configuration " + file + " cannot be read. Mend: name a file that is there with --conf.");
        }
    }

    private static Map<String, Object> map(Path file, Object loaded) {
        if (loaded instanceof Map<?, ?> map) {
            return copy(map);
        }
        throw new ConfigException(file + " must be sections, as \"http:\" with its settings below it.");
    }

    /** With text keys, and every map a new one that can be changed. */
    private static Map<String, Object> copy(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), copy(value)));
        return copy;
    }

    /** A section with nothing below it is there, and empty. */
    private static Object copy(Object value) {
        if (value instanceof Map<?, ?> map) {
            return copy(map);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ConfigFile::copy).toList();
        }
        return value == null ? new LinkedHashMap<String, Object>() : value;
    }
}
