package dev.busway.node.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The folder of a test's nodes: the probe's contract, and a configuration for each. */
record NodeFolder(Path folder) {
    static NodeFolder at(Path folder) throws IOException {
        Path contracts = Files.createDirectories(folder.resolve("contracts"));
        try (InputStream contract = Objects.requireNonNull(NodeFolder.class.getResourceAsStream("/node/probe.yaml"))) {
            Files.write(contracts.resolve("probe.yaml"), contract.readAllBytes());
        }
        return new NodeFolder(folder);
    }

    Path config(String name, String yaml) throws IOException {
        return Files.writeString(folder.resolve(name + ".yaml"), yaml);
    }

    /** A node alone, on any free port. */
    ChildNode alone(String name) throws IOException {
        return start(name, probe(name));
    }

    /** From now on a node answers what it holds. */
    void release(String name) throws IOException {
        Files.createFile(released(name));
    }

    private Path released(String name) {
        return folder.resolve(name + ".released");
    }

    /** A member of a cluster on this machine that answers at once. */
    ChildNode worker(String name, int port, List<Integer> ports) throws IOException {
        return start(name, probe(name) + cluster(port, ports));
    }

    /** A member of a cluster on this machine that has a door and answers nothing itself. */
    ChildNode door(String name, int port, List<Integer> ports) throws IOException {
        return start(name, "node: {name: %s}\nhttp: {port: 0}\n".formatted(name) + cluster(port, ports));
    }

    private ChildNode start(String name, String yaml) throws IOException {
        return ChildNode.start(folder, "run", "--conf", config(name, yaml).toString());
    }

    private static String cluster(int port, List<Integer> ports) {
        String members =
                ports.stream().map(other -> "'127.0.0.1:" + other + "'").collect(Collectors.joining(", "));
        return "cluster: {enabled: true, port: %d, members: [%s]}\n".formatted(port, members);
    }

    private String probe(String name) {
        return """
                node: {name: %s, drain: 60s}
                http: {port: 0}
                verticles:
                  - class: dev.busway.node.cli.ProbeVerticle
                    config: {release: '%s'}
                """.formatted(name, released(name));
    }
}
