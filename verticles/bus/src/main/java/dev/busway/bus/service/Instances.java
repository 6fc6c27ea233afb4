package dev.busway.bus.service;

import dev.busway.bus.discovery.RegistryView;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The instances of one service, as one client knows them by its own calls. Safe on any thread.
 *
 * @param doors words of those by which it may be called
 * @param view what the registry knows, when it is asked
 */
record Instances(
        String service,
        List<String> doors,
        Supplier<RegistryView> view,
        CallOptions options,
        Targets targets,
        Offers offers,
        RetryBudget budget) {

    static Instances of(String service, List<String> doors, Supplier<RegistryView> view, CallOptions options) {
        return new Instances(
                service,
                doors,
                view,
                options,
                new Targets(options, System::nanoTime, doors),
                new Offers(service),
                new RetryBudget(options.retryShare()));
    }

    /** The next one for a call with this key that these have had already. */
    Optional<Target> next(Optional<String> key, Set<Target> tried) {
        return targets.next(offers.in(view.get()), key, tried);
    }
}
