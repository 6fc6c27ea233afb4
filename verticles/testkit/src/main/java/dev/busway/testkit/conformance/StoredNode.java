package dev.busway.testkit.conformance;

import dev.busway.bus.Bus;
import dev.busway.bus.BusSetup;
import dev.busway.bus.registry.GroupRegistry;
import dev.busway.bus.store.Store;
import dev.busway.bus.store.StoreContext;
import dev.busway.config.Section;
import dev.busway.contract.Contract;
import dev.busway.testkit.TestPostgres;
import io.vertx.core.Future;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A node whose bus has a store on a database. The store is the one on the class path, found as a node finds it: the kit knows the
 * port alone.
 */
record StoredNode(TransportNode node, Bus bus, Store store) {
    static boolean isPossible() {
        return ServiceLoader.load(Store.class).findFirst().isPresent();
    }

    /** Opens store and bus; completes when messages for later are moved when they are due. */
    static Future<StoredNode> open(
            TransportNode node, String name, Contract contract, TestPostgres database, Optional<GroupRegistry> groups) {
        Store store = ServiceLoader.load(Store.class)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no store on the class path"));
        Section section = new Section(store.name(), database.section());
        BusSetup setup = new BusSetup(
                name, List.of(contract), List.of(node.transport()), Optional.of(store), node.meters(), groups);
        return store.open(new StoreContext(node.vertx(), name, section, node.meters()))
                .compose(open -> Bus.open(node.vertx(), setup))
                .compose(bus -> store.start(bus).map(started -> new StoredNode(node, bus, store)));
    }

    /** Ends as a node does, but for its transport, which others may use. */
    Future<Void> close() {
        return bus.drain().compose(drained -> store.close());
    }
}
