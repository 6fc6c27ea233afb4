package dev.busway.contract;

import dev.busway.contract.source.Bundle;
import dev.busway.contract.source.Bundler;
import dev.busway.contract.source.Faults;
import dev.busway.contract.source.SourceFile;
import dev.busway.contract.source.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads AsyncAPI 3.0 and 3.1 documents, YAML or JSON. Blocks on files: never on an event loop. */
public final class ContractReader {
    private ContractReader() {}

    private record Read(Contract contract, Reading reading) {}

    /**
     * Reads one document and what it refers to. References may lead into the folder above the document's own and everything
     * below it ({@code ../common/messages.yaml} beside the document's folder), not further and not to URLs.
     *
     * @throws ContractException with every fault found
     */
    public static Contract read(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        Path above = folder == null ? null : folder.getParent();
        Faults faults = new Faults();
        Path root = above == null ? Objects.requireNonNullElse(folder, file) : above;
        Optional<Read> read = read(file, root, faults);
        if (faults.any() || read.isEmpty()) {
            throw new ContractException(faults.all());
        }
        return read.get().contract();
    }

    /**
     * Reads every document of a folder (not of its sub-folders) that has an {@code asyncapi} key, in the order of their names,
     * and checks them together: no address may be claimed twice with different promises, no HTTP route and no service twice.
     * References may lead into the folder and its sub-folders, not further and not to URLs.
     *
     * @throws ContractException with every fault found in any of them
     */
    public static List<Contract> readAll(Path folder) {
        Faults faults = new Faults();
        List<Contract> contracts = new ArrayList<>();
        Together together = new Together();
        for (Path file : documents(folder, faults)) {
            read(file, folder, faults).ifPresent(read -> {
                together.check(file, read.contract(), read.reading());
                contracts.add(read.contract());
            });
        }
        if (faults.any()) {
            throw new ContractException(faults.all());
        }
        return List.copyOf(contracts);
    }

    private static Optional<Read> read(Path file, Path root, Faults faults) {
        int before = faults.all().size();
        Sources sources = new Sources(root, faults);
        SourceFile document = sources.open(file);
        if (document.tree().isMissingNode() && faults.all().size() > before) {
            return Optional.empty();
        }
        if (!SpecificationCheck.knowsVersion(new Reading(Bundle.of(document), faults))) {
            return Optional.empty();
        }
        Reading reading = new Reading(Bundler.bundle(sources, document, faults), faults);
        SpecificationCheck.check(reading);
        return Optional.of(new Read(new ContractAssembly(reading).assemble(), reading));
    }

    private static List<Path> documents(Path folder, Faults faults) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("(?i).+\\.(ya?ml|json)"))
                    .filter(Files::isRegularFile)
                    .filter(ContractReader::isAsyncApi)
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            faults.add(new ContractFault(
                    folder.toString(), 0, "", "The folder of contracts cannot be read.", "Check that it exists."));
            return List.of();
        }
    }

    /** Whether the text has the key {@code asyncapi} at its top: told without parsing, so that a broken contract is not overlooked. */
    private static boolean isAsyncApi(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.anyMatch(line -> line.startsWith("asyncapi") || line.contains("\"asyncapi\""));
        } catch (IOException | UncheckedIOException unreadable) {
            return false;
        }
    }
}
