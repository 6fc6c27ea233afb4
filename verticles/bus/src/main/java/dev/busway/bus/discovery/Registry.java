package dev.busway.bus.discovery;

import io.vertx.core.Future;

/**
 * Who offers which service. What a node registers is <i>leased</i>: it is there as long as the node lives and says so, and is taken
 * away by others when it does not any more. One per node, found by {@link java.util.ServiceLoader}, chosen by its word in
 * {@code registry.kind}. Safe on any thread; no call blocks.
 *
 * <p>A registry that cannot be asked stops nothing: {@link #view} goes on with what was known, and says how old that is. What was
 * registered is registered again when the registry is back, or has lost it.
 */
public interface Registry {
    /** Its word in {@code registry.kind}. */
    String kind();

    /** Begins to follow what is registered; completes with a first view; fails with cause and mend. */
    Future<Void> open(RegistryContext context);

    /** Offers an instance of this node, or changes it; completes when the registry has it, fails when it cannot be asked: it is tried again. */
    Future<Void> register(ServiceInstance instance);

    /** Takes back what this node offered under the id; does nothing where that is nothing. */
    Future<Void> deregister(String id);

    /** What is known now; never waits. */
    RegistryView view();

    /** Who hears of a changed view, on some thread and briefly: one, who replaces the one before. */
    void onChange(Runnable heard);

    /** Takes back all that this node offered, and follows nothing any more. A second call does nothing. */
    Future<Void> close();
}
