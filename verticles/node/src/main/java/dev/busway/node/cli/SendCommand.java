package dev.busway.node.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends and does not wait for an answer. */
@Command(
        name = "send",
        description = "Sends one message and does not wait for an answer.",
        footer = {"", "busway send notifications.email '{\"to\":\"ada@example.org\"}'"})
final class SendCommand implements Callable<Integer> {
    @Mixin
    private final Voice voice = new Voice();

    @Mixin
    private final Door door = new Door();

    @Mixin
    private final Call call = new Call();

    @Override
    public Integer call() throws InterruptedException {
        return new Answer(door.exchange(call.request(door).header("Prefer", "respond-async"), Duration.ZERO))
                .tell(voice);
    }
}
