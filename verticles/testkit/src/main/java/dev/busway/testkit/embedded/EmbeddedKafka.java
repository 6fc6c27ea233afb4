package dev.busway.testkit.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka 4.1 inside this JVM, one node, with nothing to install: for development and tests.
 *
 * <p>Listens on 127.0.0.1 alone. Topics are not made by using them. No shutdown hook: close it yourself, after its clients.
 * Start and close block for one to three seconds: never on an event loop. Safe on any thread.
 *
 * @see ChildKafka a server that can be killed
 */
public final class EmbeddedKafka implements AutoCloseable {
    /** Lets the system choose a free port. */
    public static final int ANY_PORT = 0;

    public static final String HOST = "127.0.0.1";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);

    private final KafkaFolder folder;
    private final KafkaRaftServer server;
    private final int port;
    private final KafkaFolder.AtClose atClose;
    private boolean closed;

    private EmbeddedKafka(KafkaFolder folder, KafkaRaftServer server, int port, KafkaFolder.AtClose atClose) {
        this.folder = folder;
        this.server = server;
        this.port = port;
        this.atClose = atClose;
    }

    /** Starts an empty server on a free port; closing it deletes its data. Clears away what killed processes left. Blocks. */
    public static EmbeddedKafka temporary() throws IOException {
        return start(KafkaFolder.temporary(), ANY_PORT, KafkaFolder.AtClose.DELETE);
    }

    /**
     * Starts a server whose data stays. Blocks.
     *
     * @param home made when it is not there
     * @param port {@link #ANY_PORT} for a free one
     * @throws IllegalStateException when another living process uses the folder or the port, or Kafka does not start
     */
    public static EmbeddedKafka start(Path home, int port) throws IOException {
        return start(home, port, KafkaFolder.AtClose.KEEP);
    }

    private static EmbeddedKafka start(Path home, int port, KafkaFolder.AtClose atClose) throws IOException {
        KafkaFolder folder = KafkaFolder.own(home.toAbsolutePath());
        try {
            int[] ports = KafkaFolder.ports(port);
            EmbeddedKafka started =
                    new EmbeddedKafka(folder, launch(folder, folder.settings(ports[0], ports[1])), ports[0], atClose);
            LOG.atInfo()
                    .addKeyValue("bootstrap", started.bootstrap())
                    .addKeyValue("folder", home)
                    .log("kafka started");
            return started;
        } catch (IOException | RuntimeException failed) {
            folder.close();
            throw failed;
        }
    }

    private static KafkaRaftServer launch(KafkaFolder folder, Properties settings) throws IOException {
        folder.format(settings);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException failed) {
            server.shutdown();
            throw new IllegalStateException("Kafka does not start: " + failed.getMessage(), failed);
        }
        return server;
    }

    public int port() {
        return port;
    }

    /** Where clients connect: {@code 127.0.0.1:port}. */
    public String bootstrap() {
        return HOST + ":" + port;
    }

    /** Stops the server; deletes the data of a temporary one. Blocks. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        server.shutdown();
        server.awaitShutdown();
        try {
            if (atClose == KafkaFolder.AtClose.DELETE) {
                folder.delete();
            }
            folder.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
