package dev.busway.bus.service;

import dev.busway.bus.ProblemException;
import dev.busway.bus.discovery.RegistryView;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Calls one service by HTTP, wherever its instances are. An instance that fails is left out for a while; a call that may be repeated is
 * sent to another one, as far as its time and the share of repetitions allow. An instance is told by the header {@code Busway-Timeout}
 * how many milliseconds are left. Safe on any thread.
 */
public final class ServiceClient {
    private final Vertx vertx;
    private final Instances instances;
    private final HttpCalls calls;

    /**
     * Opens nothing yet.
     *
     * @param service as it is registered
     * @param view what the registry knows, when it is asked
     */
    public ServiceClient(Vertx vertx, String service, Supplier<RegistryView> view, CallOptions options) {
        this.vertx = vertx;
        this.instances = Instances.of(service, Targets.HTTP_DOORS, view, options);
        this.calls = new HttpCalls(vertx, options.connections());
    }

    /**
     * Calls it.
     *
     * @return the answer of an instance, whatever its status; fails with a {@link ProblemException}: NO_HANDLER where no instance is
     *     known, TIMEOUT, BROKEN where no instance could be reached
     */
    public Future<ServiceAnswer> call(ServiceCall call) {
        Duration longest = instances.options().timeout();
        Duration timeout =
                call.within().filter(wanted -> wanted.compareTo(longest) < 0).orElse(longest);
        Course.Need need = new Course.Need(
                call.repeatable() ? Repeat.MAY : Repeat.MAY_NOT, StreamCall.Body.THERE, call.key(), timeout);
        return new Course<>(vertx, instances, new WholeLeg(calls, call), need).begin();
    }

    /** Calls it with bodies that pass in pieces; to be called on the context that shall have the answer. */
    public Passing pass(StreamCall call) {
        Course.Need need = new Course.Need(call.repeat(), call.body(), call.key(), call.timeout());
        return new Passing(new Course<>(vertx, instances, new StreamLeg(calls, call), need));
    }

    /** Closes its connections; what is under way fails. */
    public Future<Void> close() {
        return calls.close();
    }
}
