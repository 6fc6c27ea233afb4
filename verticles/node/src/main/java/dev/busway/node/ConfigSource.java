package dev.busway.node;

import dev.busway.config.ConfigFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Where a node's configuration comes from: a file, and an environment that overrides it. */
public record ConfigSource(Path file, Map<String, String> environment) {
    public ConfigSource {
        environment = Map.copyOf(environment);
    }

    /** With the environment of this process. */
    public static ConfigSource of(Path file) {
        return new ConfigSource(file, System.getenv());
    }

    /** With some more variables, which win. */
    public ConfigSource with(Map<String, String> more) {
        Map<String, String> both = new HashMap<>(environment);
        both.putAll(more);
        return new ConfigSource(file, both);
    }

    /**
     * Reads it. Blocks on files.
     *
     * @throws dev.busway.config.ConfigException with what is wrong and how to mend it
     */
    public NodeConfig read() {
        Path folder = file.toAbsolutePath().normalize().getParent();
        return NodeConfig.of(
                ConfigFile.read(file, environment),
                folder == null ? file : folder,
                Rooms.onClassPath().words());
    }
}
