package dev.busway.node;

import dev.busway.config.ConfigException;
import dev.busway.contract.Contract;
import dev.busway.contract.ContractReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads what the node promises. Blocks on files. */
final class Contracts {
    private Contracts() {}

    static List<Contract> of(NodeConfig config) {
        Path folder = config.node().contracts();
        if (!Files.isDirectory(folder)) {
            throw new ConfigException("node.contracts " + folder
                    + " is not a folder. Mend: name the folder of the contracts; a relative path starts at the"
                    + " configuration file.");
        }
        return ContractReader.readAll(folder);
    }
}
