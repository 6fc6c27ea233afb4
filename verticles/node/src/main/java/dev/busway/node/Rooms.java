package dev.busway.node;

import dev.busway.bus.discovery.Registry;
import dev.busway.bus.gateway.Gateway;
import dev.busway.bus.store.Store;
import dev.busway.bus.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** What stands on the class path to choose from, by its words. */
record Rooms(List<Transport> transports, List<Store> stores, List<Gateway> gateways, List<Registry> registries) {
    /** The section of whichever registry is chosen. */
    static final String REGISTRY = "registry";

    static Rooms onClassPath() {
        return new Rooms(
                ServiceLoader.load(Transport.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList(),
                ServiceLoader.load(Store.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList(),
                ServiceLoader.load(Gateway.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList(),
                ServiceLoader.load(Registry.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList());
    }

    /** Each word is the name of a section of the configuration. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        transports.forEach(transport -> words.add(transport.name()));
        stores.forEach(store -> words.add(store.name()));
        gateways.forEach(gateway -> words.add(gateway.name()));
        words.add(REGISTRY);
        return words;
    }
}
