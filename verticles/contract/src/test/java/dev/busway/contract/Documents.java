package dev.busway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Contracts that tests write. */
final class Documents {
    private Documents() {}

    static final String HEAD = """
            asyncapi: 3.0.0
            info: { title: Some Service, version: 1.0.0 }
            """;

    static Path write(Path folder, String name, String text) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static Contract read(Path folder, String text) {
        return ContractReader.read(write(folder, "contract.yaml", text));
    }

    static List<ContractFault> faults(Path folder, String text) {
        return faults(write(folder, "contract.yaml", text));
    }

    static List<ContractFault> faults(Path file) {
        List<ContractFault> faults = List.of();
        try {
            ContractReader.read(file);
        } catch (ContractException refused) {
            faults = refused.faults();
        }
        assertThat(faults).as("faults of " + file).isNotEmpty();
        return faults;
    }

    /** The one fault, which must be the only one. */
    static ContractFault fault(Path folder, String text) {
        List<ContractFault> faults = faults(folder, text);
        assertThat(faults).hasSize(1);
        return faults.get(0);
    }
}
