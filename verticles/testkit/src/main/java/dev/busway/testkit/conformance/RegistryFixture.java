package dev.busway.testkit.conformance;

import dev.busway.bus.discovery.Registry;
import java.util.Optional;

/** Nodes that share one registry, for {@link RegistrySuite}. */
public interface RegistryFixture extends AutoCloseable {
    /** A node joins, with its registry open. Blocks. */
    Node join(String name);

    /** Whether the registry can be taken away and given back without its clients. */
    default Optional<Outage> outage() {
        return Optional.empty();
    }

    /** Ends all that is left. */
    @Override
    void close();

    /** One node. */
    interface Node {
        Registry registry();

        /** Ends as by kill -9. Blocks. */
        void die();

        /** Closes its registry, and ends. Blocks. */
        void leave();
    }

    /** The registry itself, gone and back. */
    interface Outage {
        void begin();

        void end();
    }
}
