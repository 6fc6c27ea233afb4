package dev.busway.node.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Publishes to everybody who listens. */
@Command(
        name = "publish",
        description = "Publishes one message to every group of a publish-subscribe channel.",
        footer = {"", "busway publish restaurants.menus @menu.json"})
final class PublishCommand implements Callable<Integer> {
    @Mixin
    private final Voice voice = new Voice();

    @Mixin
    private final Door door = new Door();

    @Mixin
    private final Call call = new Call();

    @Override
    public Integer call() throws InterruptedException {
        return new Answer(door.exchange(call.request(door), Duration.ZERO)).tell(voice);
    }
}
