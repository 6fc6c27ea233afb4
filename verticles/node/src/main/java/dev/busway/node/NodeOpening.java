package dev.busway.node;

import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.cluster.ClusteredVertx;
import dev.busway.bus.gateway.Gateway;
import dev.busway.bus.gateway.GatewayContext;
import dev.busway.bus.store.Store;
import dev.busway.bus.store.StoreContext;
import dev.busway.bus.transport.Transport;
import dev.busway.bus.transport.TransportContext;
import dev.busway.contract.Contract;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the parts of a node, one kind after the other; closes what is open when a later one fails. For one use. */
final class NodeOpening {
    private static final Logger LOG = LoggerFactory.getLogger(NodeOpening.class);
    /** Carries channels inside the cluster and needs nothing outside: open without a section. */
    private static final String EVENT_BUS = "vertx";

    private final NodeConfig config;
    private final List<Contract> contracts;
    private final Meters meters;
    private final Rooms rooms = Rooms.onClassPath();

    NodeOpening(NodeConfig config, List<Contract> contracts, Meters meters) {
        this.config = config;
        this.contracts = contracts;
        this.meters = meters;
    }

    Future<Node> open() {
        return vertx().compose(vertx -> {
            Node node = new Node(config.node(), vertx, meters);
            meters.watch(vertx);
            return onContext(vertx, () -> parts(node))
                    .recover(failed -> node.end().transform(ended -> Future.failedFuture(failed)));
        });
    }

    private Future<Node> parts(Node node) {
        return transports(node)
                .compose(open -> store(node))
                .compose(open -> bus(node))
                .compose(open -> startStore(node))
                .compose(open -> registry(node))
                .compose(open -> Verticles.deploy(node.vertx(), config.verticles()))
                .compose(open -> gateways(node))
                .compose(open -> {
                    config.refuseUnknown();
                    return offer(node);
                })
                .map(offered -> {
                    node.ready();
                    LOG.atInfo().addKeyValue("node", node.name()).log("node ready");
                    return node;
                });
    }

    private Future<Vertx> vertx() {
        VertxOptions options =
                new VertxOptions().setEventLoopPoolSize(config.node().eventLoops());
        return config.cluster()
                .map(cluster -> ClusteredVertx.open(options, cluster))
                .orElseGet(() ->
                        Future.succeededFuture(Vertx.builder().with(options).build()));
    }

    /** Those that contracts use and that the configuration has a section for; the bus refuses a contract that wants more. */
    private Future<?> transports(Node node) {
        Set<String> used = contracts.stream()
                .flatMap(contract -> contract.channels().stream())
                .map(channel -> channel.transport())
                .collect(Collectors.toSet());
        used.add(EVENT_BUS);
        List<Future<?>> opening = new ArrayList<>();
        for (Transport transport : rooms.transports()) {
            String word = transport.name();
            if (used.contains(word) && (config.has(word) || word.equals(EVENT_BUS))) {
                opening.add(transport
                        .open(new TransportContext(node.vertx(), node.name(), config.section(word), meters.registry()))
                        .onSuccess(open -> node.transports().add(transport)));
            }
        }
        return Future.join(opening);
    }

    private Future<?> store(Node node) {
        for (Store store : rooms.stores()) {
            if (config.has(store.name())) {
                node.store(store);
                return store.open(
                        new StoreContext(node.vertx(), node.name(), config.section(store.name()), meters.registry()));
            }
        }
        return Future.succeededFuture();
    }

    private Future<?> bus(Node node) {
        BusSetup setup =
                new BusSetup(node.name(), contracts, List.copyOf(node.transports()), node.store(), meters.registry());
        return Bus.open(node.vertx(), setup).onSuccess(node::bus);
    }

    private Future<?> startStore(Node node) {
        return node.store().map(store -> store.start(Bus.of(node.vertx()))).orElseGet(Future::succeededFuture);
    }

    private Future<?> registry(Node node) {
        return Offering.open(node.vertx(), node.name(), config.section(Rooms.REGISTRY), rooms.registries())
                .onSuccess(node::offering);
    }

    /** Last: who finds this node may call it at once. */
    private Future<Void> offer(Node node) {
        return node.offering()
                .map(offering -> offering.offer(contracts, node.urls()))
                .orElseGet(Future::succeededFuture);
    }

    private Future<?> gateways(Node node) {
        Bus bus = Bus.of(node.vertx());
        List<Future<?>> opening = new ArrayList<>();
        for (Gateway gateway : rooms.gateways()) {
            if (config.has(gateway.name())) {
                node.gateways().add(gateway);
                opening.add(gateway.open(new GatewayContext(
                        node.vertx(),
                        bus,
                        node.name(),
                        config.section(gateway.name()),
                        node::phase,
                        () -> scrape(bus))));
            }
        }
        return Future.join(opening);
    }

    private String scrape(Bus bus) {
        bus.settleMeters();
        return meters.scrape();
    }

    /** One thread for all of it: sections of the configuration are read by one thread only. */
    private static <T> Future<T> onContext(Vertx vertx, Supplier<Future<T>> work) {
        return Future.future(done -> vertx.runOnContext(go ->
                Future.<Void>succeededFuture().compose(ready -> work.get()).onComplete(done)));
    }
}
