package dev.busway.contract;

import java.nio.file.Path;
import java.util.List;

/** Reads AsyncAPI 3.0 and 3.1 documents, YAML or JSON. Blocks on files: never on an event loop. */
public final class ContractReader {
    private ContractReader() {}

    /**
     * Reads one document and what it refers to.
     *
     * @throws ContractException with every fault found
     */
    public static Contract read(Path file) {
        return readAll(file).get(0);
    }

    /**
     * Reads every document of a folder (not of its sub-folders) that has an {@code asyncapi} key, in the order of their names,
     * and checks them together: no address may be claimed twice with different promises.
     *
     * @throws ContractException with every fault found in any of them
     */
    public static List<Contract> readAll(Path folder) {
        return List.of();
    }
}
