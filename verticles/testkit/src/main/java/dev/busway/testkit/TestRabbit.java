package dev.busway.testkit;

import dev.busway.testkit.embedded.RabbitServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A real RabbitMQ for tests: the one whose address {@value #URL} names, else one server per JVM from the program that is installed
 * here, which ends with the JVM. Tests share it: choose channel addresses of your own.
 */
public final class TestRabbit {
    /** The environment variable that names a broker, as {@code amqp://user:password@host:port[/vhost]}. */
    public static final String URL = "BUSWAY_TEST_RABBITMQ";

    private static @Nullable RabbitServer shared;

    private TestRabbit() {}

    /** Where to connect. Blocks, the first time for seconds. */
    public static String uri() {
        String given = System.getenv(URL);
        return given == null ? installed().uri() : given;
    }

    /** The server that was started here, to be killed and cut off; empty where another one is named. */
    public static Optional<RabbitServer> own() {
        return System.getenv(URL) == null ? Optional.of(installed()) : Optional.empty();
    }

    private static synchronized RabbitServer installed() {
        RabbitServer server = shared;
        if (server == null) {
            try {
                server = RabbitServer.temporary();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "rabbitmq-stop"));
            shared = server;
        }
        return server;
    }
}
