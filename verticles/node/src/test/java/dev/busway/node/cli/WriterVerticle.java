package dev.busway.node.cli;

import dev.busway.bus.Bus;
import dev.busway.message.Message;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a line for every message of a channel to a file: what a test reads when the node is dead. */
public final class WriterVerticle extends VerticleBase {
    @Override
    public Future<?> start() {
        Path file = Path.of(config().getString("file"));
        String channel = config().getString("channel");
        return Bus.of(vertx)
                .channel(channel)
                .handle(
                        "writer",
                        (message, work) -> vertx.executeBlocking(() -> {
                            Files.writeString(
                                    file, line(message), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                            return "";
                        }));
    }

    private static String line(Message message) {
        return System.currentTimeMillis() + " " + message.deliverAtMillis() + " "
                + message.json().getInteger("number") + "\n";
    }
}
