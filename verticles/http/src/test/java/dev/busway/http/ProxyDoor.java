package dev.busway.http;

import dev.busway.bus.discovery.Services;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A real door with proxy routes, and real HTTP servers behind it. */
final class ProxyDoor implements AutoCloseable {
    private final Vertx behind = Vertx.vertx();
    final FakeRegistry registry = new FakeRegistry();
    final OpenDoor door;

    ProxyDoor() {
        this(Map.of());
    }

    ProxyDoor(Map<String, Object> http) {
        door = OpenDoor.of("http/proxy.yaml", http);
        Services.use(door.vertx, registry, List.of());
    }

    HttpServer serve(String node, Handler<HttpServerRequest> handler) {
        return serve(node, behind.createHttpServer(new HttpServerOptions().setMaxInitialLineLength(8_192)), handler);
    }

    private HttpServer serve(String node, HttpServer made, Handler<HttpServerRequest> handler) {
        HttpServer server = OpenDoor.await(made.requestHandler(handler).listen(0, "127.0.0.1"));
        registry.offer("backend", node, server.actualPort());
        return server;
    }

    HttpServer serveSockets(String node, Handler<io.vertx.core.http.ServerWebSocket> handler) {
        return serve(node, behind.createHttpServer().webSocketHandler(handler), request -> request.response()
                .setStatusCode(400)
                .end());
    }

    /** An instance at which nothing listens. */
    void offerNothing(String node) {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            registry.offer("backend", node, probe.getLocalPort());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** A bare connection to the door that has sent this. */
    Socket connect(String sent) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16_384);
        socket.setSoTimeout(60_000);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), door.port()));
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    @Override
    public void close() {
        door.close();
        OpenDoor.await(behind.close());
    }
}
