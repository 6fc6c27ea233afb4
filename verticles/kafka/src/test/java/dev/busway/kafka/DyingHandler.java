package dev.busway.kafka;

import static dev.busway.kafka.Node.await;

import dev.busway.contract.ChannelKind;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Delivery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A node of its own whose handler takes effect, in a file, and dies before it can say so. */
final class DyingHandler {
    private DyingHandler() {}

    /** Words: bootstrap, address, file. */
    public static void main(String[] arguments) {
        Path effect = Path.of(arguments[2]);
        ChannelSpec spec = Specs.spec(arguments[1], ChannelKind.POINT_TO_POINT, Delivery.AT_LEAST_ONCE, 1, List.of());
        // Silent nodes are missed after this, the shortest time that brokers allow.
        Node node = Node.on(arguments[0], Map.of("session", "6s"));
        await(node.carrier(spec).subscribe(spec.group(), message -> {
            try {
                Files.writeString(effect, message.id());
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            Runtime.getRuntime().halt(9);
            throw new IllegalStateException("dead men do not talk");
        }));
    }
}
