package dev.busway.testkit;

import dev.busway.testkit.embedded.EmbeddedArtemis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A real Artemis for tests: the one that {@value #URL} names, else one embedded broker per JVM, which ends with it. Tests share it:
 * choose addresses of your own.
 */
public final class TestArtemis {
    /** The environment variable that names a broker, as {@code amqp://host:port}. */
    public static final String URL = "BUSWAY_TEST_ARTEMIS";

    private static @Nullable EmbeddedArtemis shared;

    private TestArtemis() {}

    /** Where to connect, as {@code amqp://host:port}. Blocks, the first time for seconds. */
    public static String url() {
        String given = System.getenv(URL);
        return given == null ? embedded().url() : given;
    }

    /** The embedded broker, to be restarted and cut off; empty where another one is named. */
    public static Optional<EmbeddedArtemis> own() {
        return System.getenv(URL) == null ? Optional.of(embedded()) : Optional.empty();
    }

    private static synchronized EmbeddedArtemis embedded() {
        EmbeddedArtemis broker = shared;
        if (broker == null) {
            try {
                broker = EmbeddedArtemis.temporary();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            EmbeddedArtemis started = broker;
            Runtime.getRuntime().addShutdownHook(new Thread(started::close, "artemis-stop"));
            shared = broker;
        }
        return broker;
    }
}
