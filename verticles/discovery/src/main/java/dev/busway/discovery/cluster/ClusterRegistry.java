package dev.busway.discovery.cluster;

import dev.busway.bus.cluster.Membership;
import dev.busway.bus.discovery.Registry;
import dev.busway.bus.discovery.RegistryContext;
import dev.busway.bus.discovery.RegistryView;
import dev.busway.bus.discovery.ServiceInstance;
import dev.busway.discovery.Known;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.ServiceDiscovery;
import io.vertx.servicediscovery.ServiceDiscoveryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The built-in registry: records of vertx-service-discovery in a map of the cluster, each with the member that holds its lease. No
 * node beats for it: the lease is the membership itself. What belongs to no member any more is not in the view from that moment,
 * and one node, the first by name, takes it out of the map. A node that finds its own record gone, since it was thought dead or the map
 * has lost it, registers again. Safe on any thread.
 */
public final class ClusterRegistry implements Registry {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterRegistry.class);
    private static final String CHANGES = "dev.busway.registry.changes";
    private static final String BACKEND = "io.vertx.servicediscovery.impl.DefaultServiceDiscoveryBackend";
    /** Looks at the membership, which costs nothing but a look. */
    private static final Duration LOOK = Duration.ofMillis(500);
    /** Reads all, however little was heard. */
    private static final Duration READ = Duration.ofSeconds(5);
    /** Changes that are told within this are read together. */
    private static final Duration GATHER = Duration.ofMillis(20);

    private final Known known = new Known(System::nanoTime);
    private @Nullable Open open;
    private List<Entry> entries = List.of();
    private Set<String> members = Set.of();
    private long lastRead;
    private boolean reading;
    private boolean again;

    private record Open(
            Vertx vertx,
            Context context,
            Membership membership,
            ServiceDiscovery discovery,
            Registrations own,
            MessageConsumer<JsonObject> changes,
            long timer) {}

    @Override
    public String kind() {
        return "cluster";
    }

    @Override
    public void onChange(Runnable heard) {
        known.onChange(heard);
    }

    @Override
    public Future<Void> open(RegistryContext given) {
        Vertx vertx = given.vertx();
        Context context = vertx.getOrCreateContext();
        ServiceDiscovery discovery = ServiceDiscovery.create(
                vertx,
                new ServiceDiscoveryOptions()
                        .setAnnounceAddress(CHANGES)
                        .setName(given.node())
                        .setBackendConfiguration(new JsonObject().put("backend-name", BACKEND)));
        MessageConsumer<JsonObject> changes =
                vertx.eventBus().consumer(CHANGES, change -> context.runOnContext(here -> soon()));
        long timer = vertx.setPeriodic(LOOK.toMillis(), tick -> context.runOnContext(here -> look()));
        synchronized (this) {
            Membership membership = Membership.of(vertx);
            Registrations own = new Registrations(discovery, membership.self(), () -> readOn(context));
            open = new Open(vertx, context, membership, discovery, own, changes, timer);
        }
        return changes.completion().compose(listens -> read());
    }

    @Override
    public synchronized Future<Void> register(ServiceInstance instance) {
        Open now = open;
        return now == null
                ? Future.failedFuture("the registry of this node is not open")
                : now.own().register(instance);
    }

    @Override
    public synchronized Future<Void> deregister(String id) {
        Open now = open;
        return now == null ? Future.succeededFuture() : now.own().deregister(id);
    }

    @Override
    public RegistryView view() {
        return known.view();
    }

    private synchronized void look() {
        Open now = open;
        if (now == null) {
            return;
        }
        Set<String> here = now.membership().members();
        if (!here.equals(members)) {
            members = here;
            tell();
            soon();
        } else if (System.nanoTime() - lastRead > READ.toNanos()) {
            read();
        }
    }

    private void soon() {
        Open now = opened();
        if (now != null) {
            now.vertx().setTimer(GATHER.toMillis(), late -> read());
        }
    }

    private synchronized @Nullable Open opened() {
        return open;
    }

    /** In a turn of its own: who asks may hold a lock. */
    private Future<Void> readOn(Context context) {
        return Future.future(done -> context.runOnContext(here -> read().onComplete(done)));
    }

    /** At most one at a time; what is asked meanwhile is one more. */
    private synchronized Future<Void> read() {
        Open now = open;
        if (now == null) {
            return Future.succeededFuture();
        }
        if (reading) {
            again = true;
            return Future.succeededFuture();
        }
        reading = true;
        lastRead = System.nanoTime();
        Long before = now.own().quiet();
        return now.discovery()
                .getRecords(Entry::isOne, true)
                .onComplete(done -> now.context().runOnContext(here -> ended()))
                .map(records -> {
                    List<Entry> found = new ArrayList<>();
                    records.forEach(record -> Entry.of(record).ifPresent(found::add));
                    read(now, found, before);
                    return null;
                });
    }

    private synchronized void ended() {
        reading = false;
        if (again) {
            again = false;
            read();
        }
    }

    private synchronized void read(Open now, List<Entry> found, @Nullable Long before) {
        entries = found;
        members = now.membership().members();
        tell();
        known.confirmed();
        reap(now);
        // What was read while this node wrote says nothing about what it wrote.
        if (before != null && before.equals(now.own().quiet())) {
            now.own().repair(found);
        }
    }

    /** What belongs to no member is not told, whether it is in the map or not. */
    private void tell() {
        known.are(entries.stream()
                .filter(entry -> members.contains(entry.member()))
                .map(Entry::instance)
                .toList());
    }

    private void reap(Open now) {
        String self = now.membership().self();
        if (members.stream().anyMatch(other -> other.compareTo(self) < 0)) {
            return;
        }
        for (Entry entry : entries) {
            if (!members.contains(entry.member())) {
                LOG.atInfo()
                        .addKeyValue("instance", entry.instance().id())
                        .addKeyValue("incarnation", entry.instance().incarnation())
                        .log("lease over, instance taken out");
                now.discovery().unpublish(entry.registration());
            }
        }
    }

    @Override
    public Future<Void> close() {
        Open now;
        synchronized (this) {
            now = open;
            if (now == null) {
                return Future.succeededFuture();
            }
            open = null;
        }
        now.vertx().cancelTimer(now.timer());
        return now.own().close().transform(gone -> now.changes().unregister()).onComplete(done -> now.discovery()
                .close());
    }
}
