package dev.busway.http;

import dev.busway.config.ConfigException;
import dev.busway.http.door.Admission;
import dev.busway.http.door.Door;
import dev.busway.http.door.LimitOptions;
import dev.busway.http.door.Routes;
import dev.busway.http.eventbus.Sockets;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.net.BindException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One event loop of the door. All share one port. */
final class DoorVerticle extends VerticleBase {
    /** A WebSocket message may come in this many frames' worth of bytes before it is refused. */
    private static final int FRAMES_PER_MESSAGE = 2;

    private final HttpOptions options;
    private final Routes routes;
    private final Admission admission;
    private final Sockets sockets;
    private final SocketAddress address;
    private final IntConsumer listening;
    private @Nullable HttpServer server;

    /**
     * Made once for each loop.
     *
     * @param address the same for all, so that they share it
     * @param listening told the port once it listens
     */
    DoorVerticle(
            HttpOptions options,
            Routes routes,
            Admission admission,
            Sockets sockets,
            SocketAddress address,
            IntConsumer listening) {
        this.options = options;
        this.routes = routes;
        this.admission = admission;
        this.sockets = sockets;
        this.address = address;
        this.listening = listening;
    }

    @Override
    public Future<?> start() {
        Door door = new Door(vertx, routes, admission, OtherRoutes.router(vertx, options, sockets));
        HttpServer opened = vertx.createHttpServer(serverOptions())
                .connectionHandler(door::connected)
                .invalidRequestHandler(door::malformed)
                .requestHandler(door);
        server = opened;
        return opened.listen(address)
                .onSuccess(open -> listening.accept(open.actualPort()))
                .recover(failure -> Future.failedFuture(explained(failure)));
    }

    @Override
    public Future<?> stop() {
        return Objects.requireNonNull(server).shutdown(1, TimeUnit.SECONDS);
    }

    private HttpServerOptions serverOptions() {
        LimitOptions limits = options.limits();
        HttpServerOptions made = new HttpServerOptions();
        made.setTcpNoDelay(true);
        made.setIdleTimeout((int) limits.idleTimeout().toSeconds()).setIdleTimeoutUnit(TimeUnit.SECONDS);
        made.setMaxHeaderSize(limits.headerBytes());
        made.setMaxWebSocketFrameSize(options.sockets().frameBytes());
        made.setMaxWebSocketMessageSize(options.sockets().frameBytes() * FRAMES_PER_MESSAGE);
        // A socket's deflater holds 256 KiB that no bound of ours counts, and its handler would see every request.
        made.setPerMessageWebSocketCompressionSupported(false);
        made.setPerFrameWebSocketCompressionSupported(false);
        // HTTP/2 has bounds of its own, and none of them is set here: HTTP/1.1 only.
        made.setHttp2ClearTextEnabled(false);
        return made;
    }

    private Throwable explained(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new ConfigException("http cannot listen on " + options.host() + ":" + options.port() + ": "
                        + cause.getMessage() + ". Mend: end what listens there, or set http.port (BUSWAY_HTTP_PORT).");
            }
        }
        return failure;
    }
}
