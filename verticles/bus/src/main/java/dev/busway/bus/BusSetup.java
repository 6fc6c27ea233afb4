package dev.busway.bus;

import dev.busway.bus.registry.GroupRegistry;
import dev.busway.bus.store.Store;
import dev.busway.bus.transport.Transport;
import dev.busway.contract.Contract;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;

/**
 * What a bus is made of: everything in it is open already.
 *
 * @param node this node's name, unique in the cluster
 * @param contracts checked together by the reader
 * @param transports one per word that the contracts use
 * @param store needed by effectively-once channels and by operations
 * @param groups where groups are announced; the transports must look in the same. Empty: the directory of the Vert.x
 */
public record BusSetup(
        String node,
        List<Contract> contracts,
        List<Transport> transports,
        Optional<Store> store,
        MeterRegistry meters,
        Optional<GroupRegistry> groups) {
    public BusSetup(
            String node,
            List<Contract> contracts,
            List<Transport> transports,
            Optional<Store> store,
            MeterRegistry meters) {
        this(node, contracts, transports, store, meters, Optional.empty());
    }
}
