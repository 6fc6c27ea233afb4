package dev.busway.testkit;

import dev.busway.testkit.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka for tests: the one whose bootstrap address {@value #URL} names, else one embedded server per JVM, which ends with
 * it. Tests share it: choose topic names of your own.
 */
public final class TestKafka {
    /** The environment variable that names a broker, as {@code host:port}. */
    public static final String URL = "BUSWAY_TEST_KAFKA";

    private static @Nullable EmbeddedKafka shared;

    private TestKafka() {}

    /** Where to connect. Blocks, the first time for seconds. */
    public static String bootstrap() {
        String given = System.getenv(URL);
        return given == null ? embedded().bootstrap() : given;
    }

    private static synchronized EmbeddedKafka embedded() {
        EmbeddedKafka server = shared;
        if (server == null) {
            try {
                server = EmbeddedKafka.temporary();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            EmbeddedKafka started = server;
            Runtime.getRuntime().addShutdownHook(new Thread(started::close, "kafka-stop"));
            shared = server;
        }
        return server;
    }
}
