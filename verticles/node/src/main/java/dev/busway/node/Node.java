package dev.busway.node;

import dev.busway.bus.Bus;
import dev.busway.bus.gateway.Gateway;
import dev.busway.bus.gateway.GatewayContext.Phase;
import dev.busway.bus.store.Store;
import dev.busway.bus.transport.Transport;
import dev.busway.contract.Contract;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One running node: the parts that are open so far. Safe on any thread. */
public final class Node {
    private final NodeOptions options;
    private final Vertx vertx;
    private final Meters meters;
    private final List<Transport> transports = new CopyOnWriteArrayList<>();
    private final List<Gateway> gateways = new CopyOnWriteArrayList<>();
    private volatile @Nullable Store store;
    private volatile @Nullable Bus bus;
    private volatile @Nullable Offering offering;
    private volatile Phase phase = Phase.STARTING;

    Node(NodeOptions options, Vertx vertx, Meters meters) {
        this.options = options;
        this.vertx = vertx;
        this.meters = meters;
    }

    /**
     * Starts a node: opens one part after the other.
     *
     * @param contracts as {@link NodeConfig#contracts} read them
     * @return the ready node; fails with cause and mend, after what was open already has been closed
     */
    public static Future<Node> start(NodeConfig config, List<Contract> contracts) {
        return new NodeOpening(config, contracts, new Meters()).open();
    }

    public String name() {
        return options.name();
    }

    /** Where clients reach it, by the word of the gateway. */
    public Map<String, String> urls() {
        Map<String, String> urls = new TreeMap<>();
        gateways.forEach(gateway -> gateway.url().ifPresent(url -> urls.put(gateway.name(), url)));
        return urls;
    }

    /** Ends it in order: new work is refused first, what is in flight ends, then everything closes. Never fails. */
    public Future<Ending> end() {
        phase = Phase.DRAINING;
        return new NodeEnd(this).run();
    }

    /** How a node ended. */
    public enum Ending {
        /** Everything in flight was finished. */
        CLEAN,
        /** The drain time was over, or a part could not be closed; the log says which. */
        CUT
    }

    NodeOptions options() {
        return options;
    }

    Vertx vertx() {
        return vertx;
    }

    Meters meters() {
        return meters;
    }

    Phase phase() {
        return phase;
    }

    void ready() {
        phase = Phase.READY;
    }

    List<Transport> transports() {
        return transports;
    }

    List<Gateway> gateways() {
        return gateways;
    }

    Optional<Store> store() {
        return Optional.ofNullable(store);
    }

    void store(Store opened) {
        store = opened;
    }

    Optional<Bus> bus() {
        return Optional.ofNullable(bus);
    }

    void bus(Bus opened) {
        bus = opened;
    }

    Optional<Offering> offering() {
        return Optional.ofNullable(offering);
    }

    void offering(Offering opened) {
        offering = opened;
    }
}
