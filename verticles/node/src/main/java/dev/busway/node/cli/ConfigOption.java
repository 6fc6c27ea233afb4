package dev.busway.node.cli;

import dev.busway.node.ConfigSource;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which configuration a node runs with. */
final class ConfigOption {
    private static final String LOG_CONFIGURATION = "logback.configurationFile";
    private static final String LOG_FILE = "logback.xml";

    @Option(
            names = "--conf",
            paramLabel = "FILE",
            defaultValue = "${env:BUSWAY_CONF:-conf/busway.yaml}",
            description = "The configuration; default ${DEFAULT-VALUE}, or $$BUSWAY_CONF.")
    private Path file = Path.of("");

    /** The configuration; a {@code logback.xml} beside it says what is logged. Before anything is logged. */
    ConfigSource source() {
        Path log = file.resolveSibling(LOG_FILE);
        if (System.getProperty(LOG_CONFIGURATION) == null && Files.isRegularFile(log)) {
            System.setProperty(LOG_CONFIGURATION, log.toString());
        }
        return ConfigSource.of(file);
    }
}
