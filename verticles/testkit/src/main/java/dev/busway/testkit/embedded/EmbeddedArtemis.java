package dev.busway.testkit.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real ActiveMQ Artemis inside this JVM, with nothing to install: an AMQP 1.0 broker for development and tests.
 *
 * <p>Listens on 127.0.0.1 alone and lets everybody in. What was accepted as durable outlives a restart on the same folder. No shutdown
 * hook: close it yourself. Start and close block for one to two seconds: never on an event loop. Safe on any thread.
 */
public final class EmbeddedArtemis implements AutoCloseable {
    /** Lets the system choose a free port. */
    public static final int ANY_PORT = 0;

    public static final String HOST = "127.0.0.1";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedArtemis.class);

    private enum AtClose {
        KEEP,
        DELETE
    }

    private final ArtemisFolder folder;
    private final int port;
    private final AtClose atClose;
    private ActiveMQServer server;
    private boolean closed;

    private EmbeddedArtemis(ArtemisFolder folder, ActiveMQServer server, int port, AtClose atClose) {
        this.folder = folder;
        this.server = server;
        this.port = port;
        this.atClose = atClose;
    }

    /** Starts an empty broker on a free port; closing it deletes its data. Blocks. */
    public static EmbeddedArtemis temporary() throws IOException {
        return start(Files.createTempDirectory("busway-artemis"), ANY_PORT, AtClose.DELETE);
    }

    /**
     * Starts a broker whose data stays. Blocks.
     *
     * @param home made when it is not there
     * @param port {@link #ANY_PORT} for a free one
     * @throws IllegalStateException when another living process uses the folder or the port, or Artemis does not start
     */
    public static EmbeddedArtemis start(Path home, int port) throws IOException {
        return start(home, port, AtClose.KEEP);
    }

    private static EmbeddedArtemis start(Path home, int port, AtClose atClose) throws IOException {
        ArtemisFolder folder = ArtemisFolder.own(home.toAbsolutePath());
        try {
            int chosen = ArtemisFolder.port(port);
            EmbeddedArtemis started = new EmbeddedArtemis(folder, launch(folder, chosen), chosen, atClose);
            LOG.atInfo().addKeyValue("port", chosen).addKeyValue("folder", home).log("artemis started");
            return started;
        } catch (RuntimeException failed) {
            folder.close();
            throw failed;
        }
    }

    // Artemis declares java.lang.Exception wherever it starts or stops.
    private static ActiveMQServer launch(ArtemisFolder folder, int port) {
        try {
            ActiveMQServer server = ActiveMQServers.newActiveMQServer(folder.settings(port), true);
            server.start();
            return server;
        } catch (Exception failed) {
            throw new IllegalStateException("Artemis does not start: " + failed.getMessage(), failed);
        }
    }

    public int port() {
        return port;
    }

    /** Where clients connect: {@code amqp://127.0.0.1:port}. */
    public String url() {
        return "amqp://" + HOST + ":" + port;
    }

    /** Stops the broker and starts it again on the same port with the same data. Blocks. */
    public synchronized void restart() {
        stop();
        server = launch(folder, port);
    }

    /** Ends every connection, as a failing network would; the broker goes on. */
    public synchronized void resetConnections() {
        server.getRemotingService()
                .getConnections()
                .forEach(connection -> connection.getTransportConnection().close());
    }

    private void stop() {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("Artemis does not stop: " + failed.getMessage(), failed);
        }
    }

    /** Stops the broker; deletes the data of a temporary one. Blocks. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stop();
        try {
            if (atClose == AtClose.DELETE) {
                folder.delete();
            }
            folder.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
