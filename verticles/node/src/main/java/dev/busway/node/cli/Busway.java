package dev.busway.node.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: picks the verb. Exit codes: 0 done, 1 refused or failed, 2 a call or a file must be mended. */
@Command(
        name = "busway",
        description = "Declare a channel once; reach it through any door, with the guarantee you declared.",
        synopsisSubcommandLabel = "VERB",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = Busway.Version.class,
        subcommands = {
            RunCommand.class,
            DevCommand.class,
            SendCommand.class,
            ServicesCommand.class,
            RequestCommand.class,
            PublishCommand.class,
            GatherCommand.class,
            SubscribeCommand.class,
            OperationsCommand.class,
            ReplayCommand.class,
            ReplicasCommand.class,
            RelayCommand.class,
            BreakersCommand.class,
            ContractCommand.class,
            DlqCommand.class
        })
public final class Busway {
    private Busway() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Busway())
                .setUsageHelpAutoWidth(true)
                // @FILE is a payload, not more arguments.
                .setExpandAtFiles(false)
                .setExecutionExceptionHandler(new FailureReport());
    }

    /** The version that the jar's manifest tells. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Busway.class.getPackage().getImplementationVersion();
            return new String[] {"busway " + (version == null ? "(not packaged)" : version)};
        }
    }
}
