package dev.busway.rabbitmq;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a node and the broker, and can be cut. */
final class FaultyWire implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private final NetServer server;
    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    FaultyWire(int brokerPort) {
        this.server = Node.await(vertx.createNetServer()
                .connectHandler(here -> join(here, brokerPort))
                .listen(0, "127.0.0.1"));
    }

    private void join(NetSocket here, int brokerPort) {
        if (cut) {
            here.close();
            return;
        }
        here.pause();
        client.connect(brokerPort, "127.0.0.1")
                .onSuccess(there -> {
                    sockets.add(here);
                    sockets.add(there);
                    here.pipeTo(there);
                    there.pipeTo(here);
                })
                .onFailure(failed -> here.close());
    }

    String uri() {
        return "amqp://guest:guest@127.0.0.1:" + server.actualPort();
    }

    /** Ends every connection; new ones are made. */
    void reset() {
        sockets.forEach(NetSocket::close);
        sockets.clear();
    }

    /** Ends every connection and lets no new one through. */
    void cut() {
        cut = true;
        reset();
    }

    @Override
    public void close() {
        Node.await(vertx.close());
    }
}
