package dev.busway.node;

import dev.busway.bus.cluster.ClusterOptions;
import dev.busway.config.ConfigException;
import dev.busway.config.Section;
import dev.busway.contract.Contract;
import dev.busway.contract.ContractException;
import dev.busway.contract.ContractReader;
import dev.busway.contract.source.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A node's whole configuration. What belongs to the node is read and checked at once; the section of each room is read by the
 * room when it opens.
 */
public final class NodeConfig {
    private static final List<String> OWN = List.of("node", "cluster", "verticles");

    private final Section root;
    private final NodeOptions node;
    private final Optional<ClusterOptions> cluster;
    private final List<VerticleOptions> verticles;

    private NodeConfig(Section root, Path folder) {
        this.root = root;
        this.node = NodeOptions.from(root.section("node"), folder);
        this.cluster = ClusterOptions.from(root.section("cluster"));
        this.verticles =
                root.sections("verticles").stream().map(VerticleOptions::from).toList();
    }

    /**
     * @param folder of the configuration file: relative paths start there
     * @param words sections that rooms read themselves
     * @throws ConfigException with the first wrong setting among the node's own, or the first section that nobody reads
     */
    static NodeConfig of(Section root, Path folder, List<String> words) {
        List<String> known = new ArrayList<>(OWN);
        known.addAll(words);
        for (String key : root.keys()) {
            if (!known.contains(key)) {
                throw new ConfigException(key + " is not a section. Mend: "
                        + Nearest.among(key, known.iterator())
                                .map(near -> "did you mean " + near + "?")
                                .orElse("known are " + String.join(", ", known))
                        + ".");
            }
        }
        NodeConfig config = new NodeConfig(root, folder);
        // Only the node's own sections have been read now: those of the rooms are taken as they are until they open.
        words.forEach(root::json);
        root.refuseUnknown();
        return config;
    }

    public NodeOptions node() {
        return node;
    }

    /**
     * Reads what the node promises. Blocks on files.
     *
     * @throws ContractException with every fault found
     */
    public List<Contract> contracts() {
        Path folder = node.contracts();
        if (!Files.isDirectory(folder)) {
            throw new ConfigException("node.contracts " + folder
                    + " is not a folder. Mend: name the folder of the contracts; a relative path starts at the"
                    + " configuration file.");
        }
        return ContractReader.readAll(folder);
    }

    public Optional<ClusterOptions> cluster() {
        return cluster;
    }

    public List<VerticleOptions> verticles() {
        return verticles;
    }

    /** The {@code port} that the section of a room names; what is no port is left to the room to refuse. */
    public Optional<Integer> port(String word) {
        return root.json(word).getValue("port") instanceof Integer port ? Optional.of(port) : Optional.empty();
    }

    /** Whether the section of a room is written: what is written is opened. */
    boolean has(String word) {
        return root.keys().contains(word);
    }

    Section section(String word) {
        return root.section(word);
    }

    /** Once every room has read its section: fails on the first key that nobody read, with the nearest that is known. */
    void refuseUnknown() {
        root.refuseUnknown();
    }
}
