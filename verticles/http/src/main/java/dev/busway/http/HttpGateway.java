package dev.busway.http;

import dev.busway.bus.Bus;
import dev.busway.bus.gateway.Gateway;
import dev.busway.bus.gateway.GatewayContext;
import dev.busway.config.ConfigException;
import dev.busway.http.admin.AdminRoutes;
import dev.busway.http.admin.BreakerRoutes;
import dev.busway.http.admin.DeadLetterRoutes;
import dev.busway.http.admin.RelayRoutes;
import dev.busway.http.admin.Replays;
import dev.busway.http.admin.ReplicaRoutes;
import dev.busway.http.admin.ServiceRoutes;
import dev.busway.http.channels.ChannelRoutes;
import dev.busway.http.door.Admission;
import dev.busway.http.door.Routes;
import dev.busway.http.eventbus.Sockets;
import dev.busway.http.operations.OperationRoutes;
import dev.busway.http.pages.Contracts;
import dev.busway.http.pages.Health;
import dev.busway.http.pages.Welcome;
import dev.busway.http.proxy.ProxyRoutes;
import dev.busway.http.proxy.Tunnels;
import dev.busway.http.streams.EventStreams;
import dev.busway.http.streams.StreamRoutes;
import dev.busway.http.streams.Taps;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP door of a node. Safe on any thread. */
public final class HttpGateway implements Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(HttpGateway.class);

    private static final AtomicInteger RANDOM_PORTS = new AtomicInteger();

    private final AtomicInteger port = new AtomicInteger();
    private final List<String> deployments = new ArrayList<>();
    private @Nullable Opened opened;

    /** What an open door is made of. */
    private record Opened(
            Vertx vertx,
            HttpOptions options,
            Admission admission,
            EventStreams streams,
            Sockets sockets,
            Tunnels tunnels) {}

    @Override
    public String name() {
        return "http";
    }

    @Override
    public Future<Void> open(GatewayContext context) {
        try {
            HttpOptions options = HttpOptions.from(context.config());
            Bus bus = context.bus();
            Taps taps = new Taps();
            Opened door = new Opened(
                    context.vertx(),
                    options,
                    new Admission(options.limits()),
                    new EventStreams(options.streams()),
                    new Sockets(context.vertx(), bus, taps, options.sockets(), options.limits()),
                    new Tunnels(options.proxy().sockets()));
            DoorMeters.register(bus.meters(), door.admission, door.streams, door.sockets, door.tunnels);
            opened = door;
            return deploy(door, routes(context, door, taps), address(options), options.loops());
        } catch (ConfigException wrong) {
            return Future.failedFuture(wrong);
        }
    }

    @Override
    public Optional<String> url() {
        Opened door = opened;
        return door == null ? Optional.empty() : Optional.of("http://" + door.options.host() + ":" + port.get());
    }

    /** Where it listens, once it is open. */
    public int port() {
        return port.get();
    }

    /** How many event streams are open. */
    public int openStreams() {
        Opened door = opened;
        return door == null ? 0 : door.streams.count();
    }

    /** How many sockets are open. */
    public int openSockets() {
        Opened door = opened;
        return door == null ? 0 : door.sockets.count();
    }

    /** How many requests wait for their answer, or for its end. */
    public int inFlight() {
        Opened door = opened;
        return door == null ? 0 : door.admission.inFlight();
    }

    /** How many WebSockets are passed on. */
    public int openTunnels() {
        Opened door = opened;
        return door == null ? 0 : door.tunnels.count();
    }

    /** How many clients of streams and sockets were disconnected because they read too slowly. */
    public long slowReaders() {
        Opened door = opened;
        return door == null ? 0 : door.streams.slowReaders() + door.sockets.slowReaders();
    }

    @Override
    public Future<Void> drain() {
        Opened door = opened;
        if (door == null) {
            return Future.succeededFuture();
        }
        Future<Void> empty = door.admission.drain();
        door.streams.endAll();
        door.sockets.closeAll();
        door.tunnels.closeAll();
        Promise<Void> drained = Promise.promise();
        long timer = door.vertx.setTimer(Math.max(1, door.options.drain().toMillis()), late -> {
            LOG.atWarn().addKeyValue("in_flight", door.admission.inFlight()).log("http not drained in time");
            drained.tryComplete();
        });
        empty.onComplete(last -> {
            door.vertx.cancelTimer(timer);
            drained.tryComplete();
        });
        return drained.future();
    }

    @Override
    public Future<Void> close() {
        Opened door = opened;
        if (door == null) {
            return Future.succeededFuture();
        }
        opened = null;
        return Future.join(deployments.stream().map(door.vertx::undeploy).toList())
                .mapEmpty();
    }

    private static Routes routes(GatewayContext context, Opened door, Taps taps) {
        Bus bus = context.bus();
        Routes routes = new Routes();
        new Health(context, door.admission).addTo(routes);
        new Contracts(bus.contracts()).addTo(routes);
        new OperationRoutes(bus.store(), door.streams).addTo(routes);
        new StreamRoutes(bus, taps, door.streams).addTo(routes);
        new ChannelRoutes(bus).addTo(routes);
        AdminRoutes admin = new AdminRoutes(routes, door.options.admin());
        new Replays(bus).addTo(admin);
        new DeadLetterRoutes(bus).addTo(admin);
        new RelayRoutes(bus).addTo(admin);
        new BreakerRoutes(bus).addTo(admin);
        new ReplicaRoutes(bus).addTo(admin);
        new ServiceRoutes(context.vertx()).addTo(admin);
        ProxyRoutes proxies = new ProxyRoutes(bus, door.options.proxy(), door.tunnels);
        proxies.addTo(routes);
        if (door.options.site().isEmpty() && !proxies.haveRoot()) {
            new Welcome(bus).addTo(routes);
        }
        return routes;
    }

    /** A port of 0 gets a name, so that all loops share whichever is found. */
    private static SocketAddress address(HttpOptions options) {
        return options.port() == 0
                ? SocketAddress.sharedRandomPort(RANDOM_PORTS.incrementAndGet(), options.host())
                : SocketAddress.inetSocketAddress(options.port(), options.host());
    }

    private Future<Void> deploy(Opened door, Routes routes, SocketAddress address, int loops) {
        if (loops == 0) {
            LOG.atInfo()
                    .addKeyValue("host", door.options.host())
                    .addKeyValue("port", port.get())
                    .log("http open");
            return Future.succeededFuture();
        }
        DoorVerticle verticle =
                new DoorVerticle(door.options, routes, door.admission, door.sockets, address, port::set);
        return door.vertx
                .deployVerticle(verticle, new DeploymentOptions())
                .onSuccess(deployments::add)
                .compose(deployed -> deploy(door, routes, address, loops - 1));
    }
}
