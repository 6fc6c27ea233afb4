package dev.busway.bus.service;

import dev.busway.bus.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/** Calls one service in whatever protocol, as {@link ServiceClient} does by HTTP. Safe on any thread. */
public final class ServiceCaller {
    private final Vertx vertx;
    private final Instances instances;

    ServiceCaller(Vertx vertx, Instances instances) {
        this.vertx = vertx;
        this.instances = instances;
    }

    /**
     * Calls it.
     *
     * @param leg how it is sent to one instance; more than once where {@code repeat} lets it
     * @param key what {@link Policy#CONSISTENT_HASH} goes by
     * @param within how long its caller still waits, where that is less than the timeout
     * @return fails with a {@link ProblemException} as {@link ServiceClient#call} does
     */
    public <A> Future<A> call(Leg<A> leg, Repeat repeat, Optional<String> key, Optional<Duration> within) {
        Duration longest = instances.options().timeout();
        Duration timeout =
                within.filter(wanted -> wanted.compareTo(longest) < 0).orElse(longest);
        return new Course<>(vertx, instances, leg, new Course.Need(repeat, StreamCall.Body.THERE, key, timeout))
                .begin();
    }
}
