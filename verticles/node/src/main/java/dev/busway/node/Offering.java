package dev.busway.node;

import dev.busway.bus.discovery.Health;
import dev.busway.bus.discovery.Registry;
import dev.busway.bus.discovery.RegistryContext;
import dev.busway.bus.discovery.ServiceInstance;
import dev.busway.bus.discovery.Services;
import dev.busway.config.Section;
import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Contract;
import dev.busway.contract.OperationSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node tells the registry of itself: each of its contracts is a service that it offers. Safe on any thread. */
final class Offering {
    private static final Logger LOG = LoggerFactory.getLogger(Offering.class);
    private static final String BUILT_IN = "cluster";

    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final Registry registry;
    private final String node;
    private final long incarnation = System.currentTimeMillis();
    private final List<String> offered = new ArrayList<>();

    private Offering(Vertx vertx, Registry registry, String node) {
        this.vertx = vertx;
        this.registry = registry;
        this.node = node;
    }

    /** Opens the registry that the section {@code registry} names; fails with cause and mend. */
    static Future<Offering> open(Vertx vertx, String node, Section section, List<Registry> known) {
        String kind = section.word(
                "kind", BUILT_IN, known.stream().map(Registry::kind).toList());
        List<ServiceInstance> outside = OutsideServices.from(section);
        Registry registry = known.stream()
                .filter(one -> one.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new StartException("no registry " + kind + " is on the class path"));
        return registry.open(new RegistryContext(vertx, node, section)).map(open -> {
            Services.use(vertx, registry, outside);
            return new Offering(vertx, registry, node);
        });
    }

    /** Never fails: a node that its registry does not know yet works all the same, and the registry is asked again. */
    Future<Void> offer(List<Contract> contracts, Map<String, String> doors) {
        List<Future<Void>> registering = new ArrayList<>();
        for (Contract contract : contracts) {
            ServiceInstance instance = new ServiceInstance(
                    contract.service(),
                    node,
                    incarnation,
                    contract.version(),
                    Health.PASSING,
                    doors,
                    contract.channels().stream().map(ChannelSpec::address).toList(),
                    contract.operations().stream().map(OperationSpec::name).toList());
            offered.add(instance.id());
            registering.add(registry.register(instance));
        }
        return Future.join(registering).transform(done -> {
            if (done.failed()) {
                LOG.atWarn()
                        .addKeyValue("node", node)
                        .addKeyValue("cause", Failure.sentence(done.cause()))
                        .log("not registered yet");
            }
            return Future.succeededFuture();
        });
    }

    /** Nobody is to choose this node any more. Never fails: with a registry that does not answer, the lease ends by itself. */
    Future<Void> withdraw() {
        Promise<Void> over = Promise.promise();
        long timer = vertx.setTimer(LONGEST_GOODBYE.toMillis(), late -> over.tryComplete());
        Future.join(offered.stream().map(registry::deregister).toList()).onComplete(done -> {
            vertx.cancelTimer(timer);
            over.tryComplete();
        });
        return over.future();
    }

    Future<Void> close() {
        return registry.close();
    }
}
