package dev.busway.postgres;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server and counts round trips: what a client sends is held until it waits for an answer, so whatever travels
 * together is one flight. Counts only connections on which a transaction was begun.
 */
final class FlightCounter implements AutoCloseable {
    /** A client that has sent nothing for so long waits; what it sends together it sends within microseconds. */
    private static final long QUIET_MILLIS = 200;

    private final AtomicInteger flights = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    /** A client that nobody refers to is collected, and its connections close with it. */
    private final NetClient servers = vertx.createNetClient();

    private final NetServer door;
    private volatile boolean counting;

    FlightCounter(String host, int port) {
        this.door = TestNode.get(vertx.createNetServer()
                .connectHandler(client -> {
                    client.pause();
                    servers.connect(port, host).onSuccess(server -> new Wire(client, server).open());
                })
                .listen(0, "127.0.0.1"));
    }

    int port() {
        return door.actualPort();
    }

    /** Flights since this was asked last; before that bytes pass at once and are not counted. */
    int flights() {
        counting = true;
        return flights.getAndSet(0);
    }

    /** Bytes pass at once again, uncounted. */
    void pass() {
        counting = false;
    }

    @Override
    public void close() {
        TestNode.get(vertx.close());
    }

    private final class Wire {
        private final NetSocket client;
        private final NetSocket server;
        private Buffer held = Buffer.buffer();
        private boolean begun;
        private long timer = -1;

        Wire(NetSocket client, NetSocket server) {
            this.client = client;
            this.server = server;
        }

        void open() {
            server.handler(client::write);
            server.closeHandler(gone -> client.close());
            client.closeHandler(gone -> server.close());
            client.handler(this::hold);
            client.resume();
        }

        private void hold(Buffer bytes) {
            begun = begun || bytes.toString(StandardCharsets.ISO_8859_1).contains("BEGIN");
            if (!counting) {
                server.write(bytes);
                return;
            }
            held.appendBuffer(bytes);
            vertx.cancelTimer(timer);
            timer = vertx.setTimer(QUIET_MILLIS, quiet -> {
                if (begun) {
                    flights.incrementAndGet();
                }
                server.write(held);
                held = Buffer.buffer();
            });
        }
    }
}
