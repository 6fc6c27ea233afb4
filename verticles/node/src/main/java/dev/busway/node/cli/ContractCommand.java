package dev.busway.node.cli;

import dev.busway.config.ConfigException;
import dev.busway.contract.ContractReader;
import dev.busway.contract.ContractReport;
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
        subcommands = {ContractCommand.Show.class})
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
            if (!Files.isRegularFile(file)) {
                throw new ConfigException("there is no file " + file + ".");
            }
            ContractReport report = new ContractReport(ContractReader.read(file));
            voice.say(voice.form() == Voice.Form.PROGRAMS ? report.toJson().toString() : report.toText());
            return 0;
        }
    }
}
