package dev.busway.bus;

import dev.busway.bus.breaker.Breakers;
import dev.busway.bus.registry.GroupDirectory;
import dev.busway.bus.registry.GroupRegistry;
import dev.busway.bus.service.ServiceDoor;
import dev.busway.bus.store.Store;
import dev.busway.contract.Contract;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Every channel of one node. One per {@link Vertx}; safe on any thread. */
public final class Bus implements Shareable {
    private static final String KEY = "dev.busway.bus";

    private final BusSetup setup;
    private final Breakers breakers;
    private final Map<String, Channel> channels;
    private final Map<String, ServiceDoor> services = new ConcurrentHashMap<>();
    private final Vertx vertx;

    Bus(Vertx vertx, BusSetup setup, Breakers breakers, Map<String, Channel> channels) {
        this.vertx = vertx;
        this.setup = setup;
        this.breakers = breakers;
        this.channels = channels;
    }

    /**
     * Makes the bus of this node: one channel for each address of the contracts.
     *
     * @return fails with cause and mend when a channel names a transport that the node has not, asks for more than it can, or
     *     needs a database where there is none
     */
    public static Future<Bus> open(Vertx vertx, BusSetup setup) {
        return registry(vertx, setup)
                .compose(registry -> new BusOpening(vertx, setup, registry).open())
                .onSuccess(
                        bus -> vertx.sharedData().<String, Bus>getLocalMap(KEY).put(KEY, bus));
    }

    private static Future<GroupRegistry> registry(Vertx vertx, BusSetup setup) {
        return setup.groups().map(Future::succeededFuture).orElseGet(() -> GroupDirectory.of(vertx)
                .map(directory -> directory));
    }

    /**
     * The bus of this node.
     *
     * @throws IllegalStateException before {@link #open} has succeeded
     */
    public static Bus of(Vertx vertx) {
        Bus bus = vertx.sharedData().<String, Bus>getLocalMap(KEY).get(KEY);
        if (bus == null) {
            throw new IllegalStateException("this node has no bus yet: deploy verticles after Bus.open has succeeded");
        }
        return bus;
    }

    /**
     * The channel with this address.
     *
     * @throws ProblemException UNKNOWN_CHANNEL where no contract names it, with the nearest one that is named
     */
    public Channel channel(String address) {
        return find(address)
                .orElseThrow(() -> new ProblemException(UnknownChannel.problem(address, channels.keySet())));
    }

    public Optional<Channel> find(String address) {
        return Optional.ofNullable(channels.get(address));
    }

    public Collection<Channel> channels() {
        return channels.values();
    }

    public List<Contract> contracts() {
        return setup.contracts();
    }

    public Optional<Store> store() {
        return setup.store();
    }

    /**
     * The node's database outside a unit of work, for queries: each statement commits by itself.
     *
     * @throws IllegalStateException where the node has no database
     */
    public Sql sql() {
        return setup.store()
                .orElseThrow(
                        () -> new IllegalStateException("this node has no database. Mend: give it a postgres section."))
                .sql();
    }

    /** Another service, by its name in the registry, for calls that are no messages: {@code bus.service("payments").http()}. */
    public ServiceDoor service(String name) {
        return services.computeIfAbsent(name, absent -> new ServiceDoor(vertx, absent));
    }

    /** The circuits of this node's calls. */
    public Breakers breakers() {
        return breakers;
    }

    public String node() {
        return setup.node();
    }

    /** Where rooms put meters of their own. */
    public MeterRegistry meters() {
        return setup.meters();
    }

    /**
     * Brings the last messages of each channel to {@link #meters}: to be called before these are read. Otherwise up to 15 of each
     * channel and direction are seen at the next reading only.
     */
    public void settleMeters() {
        channels.values().forEach(Channel::settle);
    }

    /** Unregisters every handler of this node; completes when what is in flight has been handled. */
    public Future<Void> drain() {
        return Future.join(channels.values().stream().map(Channel::drain).toList())
                .mapEmpty();
    }
}
