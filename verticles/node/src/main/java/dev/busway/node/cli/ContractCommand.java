package dev.busway.node.cli;

import dev.busway.config.ConfigException;
import dev.busway.contract.Contract;
import dev.busway.contract.ContractReader;
import dev.busway.contract.ContractReport;
import dev.busway.contract.compatibility.CompatibilityReport;
import dev.busway.contract.compatibility.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Looks at contracts without a node. */
@Command(
        name = "contract",
        description = "Looks at contracts, without a node.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {ContractCommand.Show.class, ContractCommand.Check.class})
final class ContractCommand {
    /** Prints how Busway understands a document. */
    @Command(
            name = "show",
            description = {
                "Prints channels, operations, messages, guarantees and doors of an AsyncAPI document as Busway",
                "understands them. Exit code 2, and file, line, pointer, cause and mend, where it can't."
            })
    static final class Show implements Callable<Integer> {
        @Mixin
        private final Voice voice = new Voice();

        @Parameters(paramLabel = "FILE", description = "AsyncAPI 3.0 or 3.1, YAML or JSON.")
        private Path file = Path.of("");

        @Override
        public Integer call() {
            ContractReport report = new ContractReport(read(file));
            voice.say(voice.form() == Voice.Form.PROGRAMS ? report.toJson().toString() : report.toText());
            return 0;
        }
    }

    /** Says what a new version does to those who follow the old one. */
    @Command(
            name = "check",
            description = {
                "Compares two versions of a contract: prints each difference, whether it is compatible, minor or major",
                "for those who follow the old one, and why. Exit code 0, or 1 when one is major; 2 when a document",
                "cannot be read."
            })
    static final class Check implements Callable<Integer> {
        @Mixin
        private final Voice voice = new Voice();

        @Parameters(paramLabel = "OLD", index = "0", description = "AsyncAPI 3.0 or 3.1, YAML or JSON.")
        private Path old = Path.of("");

        @Parameters(paramLabel = "NEW", index = "1", description = "The same service's next version.")
        private Path next = Path.of("");

        @Override
        public Integer call() {
            CompatibilityReport report = CompatibilityReport.of(read(old), read(next));
            voice.say(voice.form() == Voice.Form.PROGRAMS ? report.toJson().toString() : report.toText());
            return report.found().level() == Level.MAJOR ? 1 : 0;
        }
    }

    private static Contract read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ConfigException("there is no file " + file + ".");
        }
        return ContractReader.read(file);
    }
}
