package dev.busway.discovery.cluster;

import dev.busway.bus.discovery.ServiceInstance;
import io.vertx.core.Future;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node offers, as records of its own. One write after the other, each with what is wanted when its turn comes: a later wish
 * is never overtaken by an earlier one. What the map has lost is written again by {@link #repair}. Safe on any thread.
 */
final class Registrations {
    private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);

    private final ServiceDiscovery discovery;
    private final String self;
    private final Supplier<Future<Void>> read;
    private final Map<String, ServiceInstance> mine = new HashMap<>();
    /** Keys of the records, by instance. */
    private final Map<String, String> registered = new HashMap<>();

    private Future<Void> writes = Future.succeededFuture();
    /** Begun and not ended, and how many there were. */
    private int writing;

    private long written;
    private boolean closed;

    /**
     * @param self this node's id in the cluster
     * @param read called when something was written
     */
    Registrations(ServiceDiscovery discovery, String self, Supplier<Future<Void>> read) {
        this.discovery = discovery;
        this.self = self;
        this.read = read;
    }

    synchronized Future<Void> register(ServiceInstance instance) {
        mine.put(instance.id(), instance);
        return write(instance.id());
    }

    synchronized Future<Void> deregister(String id) {
        mine.remove(id);
        return write(id);
    }

    private Future<Void> write(String id) {
        writing++;
        written++;
        Future<Void> write = writes.transform(before -> writeNow(id)).onComplete(done -> wrote());
        writes = write;
        return write;
    }

    private synchronized void wrote() {
        writing--;
    }

    private synchronized Future<Void> writeNow(String id) {
        if (closed) {
            return Future.succeededFuture();
        }
        ServiceInstance wanted = mine.get(id);
        String before = registered.remove(id);
        Future<?> published = wanted == null
                ? Future.succeededFuture()
                : discovery
                        .publish(Entry.record(wanted, self))
                        .onSuccess(record -> registered(id, record.getRegistration()));
        // The new one first: the instance is never missing.
        return published
                .compose(there -> before == null
                        ? Future.<Void>succeededFuture()
                        : discovery.unpublish(before).otherwiseEmpty())
                .compose(gone -> read.get());
    }

    private synchronized void registered(String id, String registration) {
        registered.put(id, registration);
    }

    /** Where the writes are; what was read says something of them only if it is the same before and after, and not null. */
    synchronized @Nullable Long quiet() {
        return writing == 0 ? written : null;
    }

    /** Writes again what is not there, and takes out what is this node's and not wanted. */
    synchronized void repair(List<Entry> found) {
        Set<String> kept = Set.copyOf(registered.values());
        Set<String> there = new HashSet<>();
        for (Entry entry : found) {
            there.add(entry.registration());
            if (entry.member().equals(self) && !kept.contains(entry.registration())) {
                discovery.unpublish(entry.registration());
            }
        }
        Map.copyOf(registered).forEach((id, registration) -> {
            if (!there.contains(registration)) {
                LOG.atWarn().addKeyValue("instance", id).log("registration lost, registered again");
                registered.remove(id);
                write(id);
            }
        });
        mine.keySet().stream()
                .filter(id -> !registered.containsKey(id))
                .toList()
                .forEach(this::write);
    }

    /** Takes all back; nothing is written after this. */
    Future<?> close() {
        List<String> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(registered.values());
            registered.clear();
            mine.clear();
        }
        return Future.join(all.stream().map(discovery::unpublish).toList());
    }
}
