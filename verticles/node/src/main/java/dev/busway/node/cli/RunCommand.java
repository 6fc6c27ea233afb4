package dev.busway.node.cli;

import dev.busway.node.NodeConfig;
import dev.busway.node.NodeProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a node. */
@Command(
        name = "run",
        description = {
            "Runs a node until Ctrl-C or SIGTERM; then it drains: what is in flight is answered, and nothing is lost.",
            "A second Ctrl-C ends it at once."
        },
        footer = {"", "busway run --conf conf/busway.yaml"})
final class RunCommand implements Callable<Integer> {
    @Mixin
    private final Voice voice = new Voice();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws InterruptedException {
        ReadyLine ready = new ReadyLine();
        NodeConfig node = config.source().read();
        return new NodeProcess().run(node, node.contracts(), started -> voice.say(ready.of(started, voice.form())));
    }
}
