package dev.busway.bench.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where this run's nodes find their jar and configuration, and keep their logs. */
record NodeFiles(Path jar, Path configuration, Path logs, Path work) {
    static final String HOST = "127.0.0.1";
    private static final String ROOT = "busway.root";

    /**
     * Finds the project (system property {@value #ROOT}, set by the scripts) and makes a folder to work in.
     *
     * @param logs where logs stay; else they go with the folder
     */
    static NodeFiles make(Optional<Path> logs) throws IOException {
        Path root = Path.of(System.getProperty(ROOT, ".")).toAbsolutePath().normalize();
        Path jar = root.resolve("verticles/node/target/busway-dev.jar");
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is not there. Mend: start this by its script, which builds it.");
        }
        Path work = Files.createTempDirectory("busway-nodes");
        Path kept = logs.isPresent() ? Files.createDirectories(logs.get()) : work;
        return new NodeFiles(jar, root.resolve("conf/busway.yaml"), kept, work);
    }

    Path logOf(String node) {
        return logs.resolve(node + ".log");
    }

    /** The end of a node's log, to tell why it does not start. */
    String endOfLog(String node) {
        try {
            List<String> lines = Files.readAllLines(logOf(node));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException none) {
            return "it wrote no log";
        }
    }

    void delete() throws IOException {
        try (var files = Files.list(work)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(work);
    }
}
