package dev.busway.node.cli;

import dev.busway.node.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends and waits for the answer, also for one that comes later. */
@Command(
        name = "request",
        description = "Sends one message and prints its answer, also where it comes later.",
        footer = {"", "busway request consumers.verify '{\"consumerId\":\"c-42\"}'"})
final class RequestCommand implements Callable<Integer> {
    @Mixin
    private final Voice voice = new Voice();

    @Mixin
    private final Door door = new Door();

    @Mixin
    private final Call call = new Call();

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "20",
            description = "How long to wait for the answer, 1 to 3600; default ${DEFAULT-VALUE}.")
    private int wait;

    @Override
    public Integer call() throws InterruptedException {
        Wait time = Wait.seconds(wait);
        Answer first = new Answer(door.exchange(call.request(door).header("Prefer", time.preference()), time.whole()));
        Optional<String> operation = first.operation();
        if (!first.taken() || operation.isEmpty()) {
            return first.tell(voice);
        }
        OperationState state = OperationState.read(door, operation.get(), time);
        if (state.ended()) {
            return state.tell(voice);
        }
        first.tell(voice);
        voice.remark("busway: no answer within " + Duration.ofSeconds(wait).toSeconds() + " s.");
        return Failure.FAILED;
    }
}
