package dev.busway.node.cli;

import dev.busway.node.Failure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What became of a message that was accepted. */
@Command(
        name = "operations",
        description = "Prints what became of a message that was accepted.",
        footer = {"", "busway operations 0193c2f0-5c1e-7a10-b0a4-2f1f6f0a9c11 --wait 20"})
final class OperationsCommand implements Callable<Integer> {
    @Mixin
    private final Voice voice = new Voice();

    @Mixin
    private final Door door = new Door();

    @Parameters(paramLabel = "ID", description = "Id of the message.")
    private String id = "";

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Wait until it has ended, 0 to 3600; exit code 1 where it has not.")
    private int wait;

    @Override
    public Integer call() throws InterruptedException {
        OperationState state = OperationState.read(door, id, Wait.seconds(wait));
        int exitCode = state.tell(voice);
        return wait > 0 && !state.ended() ? Failure.FAILED : exitCode;
    }
}
