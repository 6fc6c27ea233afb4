package dev.busway.kafka;

import dev.busway.testkit.embedded.ChildKafka;
import dev.busway.testkit.embedded.EmbeddedKafka;
import dev.busway.testkit.embedded.FaultProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/** A broker of a test's own, to be killed, behind a proxy that breaks connections. */
final class ProxiedKafka implements AutoCloseable {
    private final ChildKafka kafka;
    private final FaultProxy proxy;

    private ProxiedKafka(ChildKafka kafka, FaultProxy proxy) {
        this.kafka = kafka;
        this.proxy = proxy;
    }

    /** Blocks. */
    static ProxiedKafka start() {
        try {
            int door = freePort();
            FaultProxy proxy = FaultProxy.to(EmbeddedKafka.HOST, door);
            try {
                return new ProxiedKafka(ChildKafka.temporary(List.of(new ChildKafka.Door(door, proxy.port()))), proxy);
            } catch (IOException | RuntimeException failed) {
                proxy.close();
                throw failed;
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Through the proxy, which the broker names as its own address too. */
    String bootstrap() {
        return EmbeddedKafka.HOST + ":" + proxy.port();
    }

    void resetConnections() {
        proxy.reset();
    }

    /** No orderly stop. */
    void killAndRestart() {
        kafka.kill();
        try {
            kafka.restart();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        kafka.close();
        try {
            proxy.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
