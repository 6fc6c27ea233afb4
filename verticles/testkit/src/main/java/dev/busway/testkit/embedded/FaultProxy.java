package dev.busway.testkit.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between clients and a server on loopback and does what networks do: breaks connections, holds bytes back, delays them.
 * Safe on any thread; threads of its own carry the bytes, so it is for tests and benches of some hundred connections.
 */
public final class FaultProxy implements AutoCloseable {
    /** Lets the system choose a free port. */
    public static final int ANY_PORT = 0;

    private static final int BACKLOG = 256;
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

    private final ServerSocket door;
    private final InetSocketAddress server;
    private final Weather weather = new Weather();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private FaultProxy(ServerSocket door, InetSocketAddress server) {
        this.door = door;
        this.server = server;
    }

    /** Listens on a free port of 127.0.0.1 for a server at {@code host:port}, which need not be up yet. */
    public static FaultProxy to(String host, int port) throws IOException {
        return on(ANY_PORT, host, port);
    }

    /** Listens on {@code ownPort} of 127.0.0.1. */
    public static FaultProxy on(int ownPort, String host, int port) throws IOException {
        ServerSocket door = new ServerSocket(ownPort, BACKLOG, InetAddress.getLoopbackAddress());
        FaultProxy proxy = new FaultProxy(door, new InetSocketAddress(host, port));
        Wire.daemon("fault-proxy-" + door.getLocalPort(), proxy::accept).start();
        return proxy;
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Connections that are open now. */
    public int connections() {
        return open.size() / 2;
    }

    /** Whether a connection to the server that the server sees as coming from this port is one of these. */
    public boolean carries(int clientPort) {
        return open.stream().anyMatch(socket -> socket.getLocalPort() == clientPort);
    }

    /** Ends every connection on both sides by RST, as a crashed router does. New ones pass. */
    public void reset() {
        open.forEach(FaultProxy::resetOne);
    }

    /** From now on every byte is held back, both ways, and new connections hang: a partition. */
    public void cut() {
        weather.cut();
    }

    /** What was held back travels on. */
    public void heal() {
        weather.heal();
    }

    /** Every byte travels so much longer, each way, from now on; order and throughput stay. */
    public void delay(Duration eachWay) {
        weather.delay(eachWay);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Wire.daemon("fault-proxy-connect", () -> connect(client)).start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        Socket upstream = new Socket();
        open.add(client);
        open.add(upstream);
        try {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            weather.await();
            upstream.connect(server, (int) LONGEST_CONNECT.toMillis());
            new Wire(client, upstream, weather, this::forget).start();
            new Wire(upstream, client, weather, this::forget).start();
        } catch (IOException | InterruptedException unreachable) {
            forget(client);
            forget(upstream);
            resetOne(client);
        }
    }

    private void forget(Socket socket) {
        open.remove(socket);
    }

    private static void resetOne(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // It ended by itself.
        }
    }

    /** Ends the door and every connection. */
    @Override
    public void close() throws IOException {
        door.close();
        weather.heal();
        reset();
    }
}
