package dev.busway.bench.fleet;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where this run's nodes find their jar and configuration, and keep their logs.
 *
 * @param verticles class path of verticles that are not in the jar
 * @param work this run's own folder
 * @param within a command that starts the node's, where it does not stand as this process does
 */
public record NodeFiles(Path jar, Path configuration, List<Path> verticles, Path logs, Path work, List<String> within) {
    static final String HOST = "127.0.0.1";
    private static final String MAIN = "dev.busway.node.cli.Busway";
    /** What the jar's manifest says to {@code -jar}. */
    private static final List<String> OPEN = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED");

    private static final String ROOT = "busway.root";

    /** For nodes that stand as this process does. */
    public NodeFiles(Path jar, Path configuration, List<Path> verticles, Path logs, Path work) {
        this(jar, configuration, verticles, logs, work, List.of());
    }

    /**
     * Finds the project (system property {@value #ROOT}, set by the scripts) and makes a folder to work in.
     *
     * @param logs where logs stay; else they go with the folder
     */
    public static NodeFiles make(Optional<Path> logs) throws IOException {
        Path root = Path.of(System.getProperty(ROOT, ".")).toAbsolutePath().normalize();
        Path jar = root.resolve("verticles/node/target/busway-dev.jar");
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is not there. Mend: start this by its script, which builds it.");
        }
        Path work = Files.createTempDirectory("busway-nodes");
        Path kept = logs.isPresent() ? Files.createDirectories(logs.get()) : work;
        return new NodeFiles(jar, root.resolve("conf/busway.yaml"), List.of(), kept, work);
    }

    /** The same with another configuration, and verticles from these class folders. */
    public NodeFiles with(Path other, List<Path> classes) {
        return new NodeFiles(jar, other, classes, logs, work, within);
    }

    /** The same for a node that another command starts, as in a network of its own. */
    public NodeFiles within(List<String> starter) {
        return new NodeFiles(jar, configuration, verticles, logs, work, starter);
    }

    /** What starts a node. */
    List<String> command() {
        List<String> command = new ArrayList<>(within);
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC"));
        command.addAll(OPEN);
        String classes = Stream.concat(Stream.of(jar), verticles.stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-cp", classes, MAIN, "run", "--conf", configuration.toString()));
        return command;
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

    /** Deletes this run's folder. */
    public void delete() throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(work)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
